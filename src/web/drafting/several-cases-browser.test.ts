import { describe, expect, it } from 'vitest';
import { addPage } from '../../drafting/store/add-page.ts';
import { loadDraft } from '../../drafting/store/load-draft.ts';
import { testDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { doesJobIn, faultsInLooks, inBrowser, looks, picture } from '../testing/in-browser.ts';

const report = (mark: string): string => `Two held in two towns ${mark}

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031, her lawyer Ada Lind said.

Pavel Dorn, a photographer for the Lighthouse Weekly, was fined 200 euros in Westmark on 10 March 2031, Press Watch said.

Press Watch said that the weather had been fine.`;

let made: TestDatabase;
let desk: ReturnType<typeof deskOn>;
let monitor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;

const { open } = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder });
  monitor = await desk.join('monitor', 'Aliya Nurlan');
  return { web: desk.web, session: monitor.sessionToken, close: made.drop };
});

describe('a page of two incidents, in a browser', () => {
  for (const { look, ...options } of looks)
    it.runIf(doesJobIn(look, 'phone'))(`goes to two cases on ${look}, and each claim can go to the other`, async () => {
      const { draft: id } = await addPage(desk.app, monitor.principal, { text: report(look) });
      const content = async () => (await loadDraft(made.db.read, id))!.content;
      await open(routes.desk.draft({ id: String(id) }), options, async (page) => {
        for (const [key, title] of [
          ['i1', 'Editor held'],
          ['i2', 'Photographer fined'],
        ] as const) {
          const card = page.locator(`#incident-${key}`);
          await card.getByText('New case, or another').click();
          await card.locator('input[name=title]').fill(title);
          await card.locator('form.form button.main').click();
          await expect.poll(() => card.getAttribute('data-decision')).toBe('accepted');
        }
        const claim = (await content()).claims.find(({ wording }) => wording.includes('weather'))!;
        await page.goto(page.url().split(/[?#]/)[0]!);
        await page.goto(`${page.url()}#claim-${claim.key}`);
        const move = page.locator(`#claim-${claim.key} .claim-case`);
        await expect.poll(() => move.textContent()).toContain('belongs to no single incident');
        await move.locator('select').selectOption('Photographer fined');
        await move.getByRole('button', { name: 'Change case' }).click();
        await expect.poll(() => move.textContent()).toContain('You or a colleague chose this case');
        expect((await content()).claims.find(({ key }) => key === claim.key)!.case).toBe('k2');
        await picture(page, `several-${look}`);
        await page.locator('#incidents').scrollIntoViewIfNeeded();
        await picture(page, `several-incidents-${look}`);
        expect(await faultsInLooks(page, `several-from-${look}`)).toEqual([]);
      });
    });
});
