import { afterAll, describe, expect, it } from 'vitest';
import { importLaw } from '../../../law/import/import-law.ts';
import { lawIndexer } from '../../../law/law-index.ts';
import { amendedLaw } from '../../../law/testing/amended.xml.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { faultsInLooks, inBrowser, picture } from '../../testing/in-browser.ts';
import { routes } from '../../routes.ts';
import { exampleSite } from '../../testing/site.ts';

let made: TestDatabase | undefined;
afterAll(() => made?.drop());

const site = inBrowser(async (assets) => {
  made = await oneDatabase();
  const { web, app } = await exampleSite(made.db, {
    assets: assets.folder,
    listeners: [searchProjection([lawIndexer])],
  });
  await run(app, importLaw, editor, {
    content: amendedLaw,
    title: 'Law on public notices',
    elis: [
      'https://data.example/eli/kz/zakon/2015/03/10/obiavleniia-i-vyveski/12/konsolidirovannyi/ru/html',
      'kz/2015/12',
    ],
    eclis: ['ECLI:KZ:CC:2018:1'],
    signed: '2015-03-10',
    source: { kind: 'law-text', title: 'Gazette of the parliament', visibility: 'public' },
    visibility: 'public',
    checked: true,
  });
  return { web };
});

const mediaLaw = { number: 1, slug: 'the-amendments-to-kazakhstans-media-law-of-december-2017' };
const notices = { number: 3, slug: 'law-on-public-notices' };

describe('laws in a browser', () => {
  it.each([
    ['laws', routes.laws()],
    ['duties', routes.duties()],
    ['law-example', routes.law(mediaLaw)],
    ['law-before', routes.law(mediaLaw, { on: '2017-12-01' })],
    ['law-text', routes.law(notices, { on: '2018-05-20' })],
    ['law-changes', routes.lawChanges({ number: 3 }, { from: '2015-12-31', to: '2018-05-20' })],
    ['provision', '/provisions/6'],
    ['case-law', '/cases/2'],
  ])('%s: no axe errors, nothing wider than the screen', async (name, path) => {
    await site.open(path, {}, async (page) => void expect(await faultsInLooks(page, name)).toEqual([]));
  });
});

describe('a day is selected without JavaScript', () => {
  it('by keyboard', async () => {
    await site.open(
      routes.law(notices),
      { javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
      async (page) => {
        await page.locator('#on').fill('2015-06-01');
        await page.locator('#on').press('Enter');
        await page.waitForURL(/on=2015-06-01/);
        expect(await page.locator('#art_2').innerText()).toContain('Anybody may post a notice.');
        await page.getByRole('link', { name: '20 May 2018' }).first().click();
        expect(await page.locator('[id="art_2__para_1"]').innerText()).toContain('aged sixteen');
        expect(await page.locator('#art_3').innerText()).toContain('Already repealed on this day.');
      },
    );
  });
});

const phone = { viewport: { width: 390, height: 844 } };

describe('the page of a law answers first', () => {
  it.each([
    // What is not recorded shares one line.
    ['without its text', routes.law(mediaLaw), ['Says', 'Binds', 'Country', 'When', 'Not recorded', 'Now']],
    ['with its text', routes.law(notices), ['Says', 'Binds', 'Kind', 'Country', 'When', 'By whom', 'Now']],
  ])(
    'on the first screen of a phone, on less than 6,000 pixels and at most five pages of paper: %s',
    async (what, path, labels) => {
      await site.open(path, { ...phone, javaScriptEnabled: false }, async (page) => {
        const rows = await page
          .locator('.answers > div')
          .evaluateAll((all) =>
            all.map((one) => [
              one.querySelector('dt')!.textContent,
              (one.querySelector('dd')!.textContent ?? '').length > 3,
              one.getBoundingClientRect().bottom <= innerHeight,
            ]),
          );
        expect(rows).toEqual(labels.map((label) => [label, true, true]));
        expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(6000);
        await picture(page, `law-${what.replaceAll(' ', '-')}-phone`);
        // A number opens its note in place, although the list of notes is folded.
        await page.locator('.answers .refs button').first().click();
        const note = page.locator('.note > div:popover-open');
        await expect.poll(() => note.count()).toBe(1);
        expect((await note.locator('.claim-words').innerText()).length).toBeGreaterThan(10);
        await page.keyboard.press('Escape');
        await page.setViewportSize({ width: 800, height: 1100 });
        await page.emulateMedia({ media: 'print' });
        const folded = page.locator('.case-body details.fold > :not(summary)');
        for (const one of await folded.all()) expect(await one.isVisible()).toBe(true);
        expect(await page.locator('.notes .note').last().isVisible()).toBe(true);
        const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
        expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)!.length).toBeLessThanOrEqual(5);
      });
    },
  );
});
