import { describe, expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { doesJobIn, faultsInLooks, inBrowser, looks } from '../testing/in-browser.ts';

let made: TestDatabase;

const stage = inBrowser(async (assets) => {
  made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder });
  await prepareJobs(made.db, []);
  await loadExample(desk.app);
  const editor = await desk.join('editor');
  return { web: desk.web, session: editor.sessionToken, close: () => made.drop() };
});

describe('the desk’s statistics', () => {
  it('are readable, without a fault that axe finds', async () => {
    for (const [name, query] of [
      ['first', {}],
      ['by', { by: 'gender' }],
      ['with', { by: 'type', with: 'status', over: 'year', country: ['KZ'] }],
      ['none', { by: 'type', country: ['FR'] }],
    ] as const)
      await stage.open(routes.desk.statistics(query), {}, async (page, status) => {
        expect([name, status]).toEqual([name, 200]);
        expect(await faultsInLooks(page, `desk-statistics-${name}`)).toEqual([]);
      });
  });

  for (const { look, ...options } of looks)
    it.runIf(doesJobIn(look, 'phone'))(`are chosen by keyboard, without scripts, on ${look}`, async () => {
      const path = routes.desk.statistics();
      await stage.open(path, { ...options, javaScriptEnabled: false }, async (page) => {
        await page.getByLabel('Count by', { exact: true }).selectOption('gender');
        await page.getByLabel('and by').selectOption('status');
        await page.getByRole('button', { name: 'Show' }).press('Enter');
        await page.waitForURL(`**${routes.desk.statistics({ by: 'gender', with: 'status', over: 'year' })}`);
        expect(await page.getByRole('table').count()).toBe(1);
      });
    });
});
