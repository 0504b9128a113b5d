import { describe, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { declineProposals } from '../../../record/proposals/decide.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faultsInLooks, faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

let desk: ReturnType<typeof deskOn>;
let [monitor, shown]: string[] = [];

const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  const { cases } = await run(desk.app, file, editor, {
    cases: [
      { title: 'The newsroom was searched' },
      { key: 'summons', title: 'The editor was summoned' },
      { title: 'The site was blocked', visibility: 'public' },
    ],
    events: [{ case: '#summons', title: 'The summons' }],
  });
  shown = cases[2]!;
  const who = await desk.join('monitor', 'Aliya Nurlan');
  monitor = who.sessionToken;
  const principal = { ...who.principal, proposes: { note: 'Both outlets confirm it.\nThe lawyer agrees.' } };
  const title = { thing: shown, version: 1, title: 'The website was blocked', visibility: 'public' as const };
  await run(desk.app, setVisibility, principal, { things: [cases[0]!], visibility: 'public' }).catch(() => {});
  await run(desk.app, changeCaseEntry, principal, title).catch(() => {});
  await run(desk.app, setVisibility, principal, { things: [cases[1]!], visibility: 'public' }).catch(() => {});
  await run(desk.app, declineProposals, editor, { proposals: [3], reason: 'One source is not enough.' });
  await run(desk.app, changeCaseEntry, editor, { ...title, title: 'The site was blocked again' });
  return { web: desk.web, session: (await desk.join('editor', 'Dana Ospanova')).sessionToken, close: made.drop };
});

describe('proposals at the desk, in a browser', () => {
  for (const [name, path] of Object.entries({
    open: routes.desk.proposals(),
    declined: routes.desk.proposals({ state: 'declined' }),
    none: routes.desk.proposals({ state: 'withdrawn' }),
  }))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(path, {}, async (page) => {
        await page.locator('main').waitFor();
        for (const content of await page.locator('main details:not([open])').all())
          await content.locator('summary').click();
        expect(await faultsInLooks(page, `proposals-${name}`)).toEqual([]);
      });
    });

  it('are made and accepted by keyboard alone', async () => {
    const at = routes.desk.event({ number: 1 });
    for (const { look, ...options } of looks)
      await open(
        at,
        options,
        async (page) => {
          await page.locator('details.menu summary').press('Enter');
          await page.getByRole('button', { name: 'Propose to make public' }).press('Enter');
          await page.getByLabel('Note to the editor').waitFor();
          await picture(page, `propose-${look}`);
          expect(await faults(page)).toEqual([]);
          expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('_proposal_note');
          await page.keyboard.type(`Checked with the court, on ${look}.`);
          await page.keyboard.press('Tab');
          await page.keyboard.press('Enter');
          await page.getByText(`Checked with the court, on ${look}.`).waitFor();
        },
        monitor,
      );
    await open(routes.desk.proposals(), { viewport: { width: 390, height: 844 } }, async (page) => {
      const line = page.locator('li.ticked').filter({ hasText: 'Checked with the court, on phone.' }).first();
      await line.getByRole('checkbox').press('Space');
      await page.getByRole('button', { name: 'Accept selected' }).press('Enter');
      await page.waitForURL(base() + routes.desk.proposals());
      expect(await line.count()).toBe(0);
    });
    const { visibility } = await desk.app.db.read
      .selectFrom('thing')
      .select('visibility')
      .where('kind', '=', 'event')
      .where('number', '=', 1)
      .executeTakeFirstOrThrow();
    expect(visibility).toBe('public');
  });
});
