import { describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { openFields } from '../../../record/fields/apply-fields.ts';
import { createField } from '../../../record/fields/change-field.ts';
import { createList } from '../../../record/fields/change-list.ts';
import { file } from '../../../record/filing/file.ts';
import { fieldListener, indexFieldJob } from '../../../search/index/index-field.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { doesJobIn, faultsInLooks, inBrowser, looks } from '../../testing/in-browser.ts';

let made: TestDatabase;
let number: number;

const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  const stop = await openFields(made.db);
  const desk = deskOn(made.db, { assets: assets.folder, listeners: [fieldListener] });
  await prepareJobs(made.db, [indexFieldJob]);
  const chief = await desk.join(['administrator', 'editor'], 'Dana Ospanova');
  const { cases } = await run(desk.app, file, chief.principal, {
    cases: [{ title: 'The criminal investigation of two outlets', tags: ['Annual report', 'to call'] }],
  });
  number = Number(cases[0]!.split('/')[1]);
  const { list } = await run(desk.app, createList, chief.principal, {
    labels: { en: 'Kind of help' },
    terms: ['Money', 'A lawyer', 'Relocation'].map((en) => ({ labels: { en } })),
  });
  await run(desk.app, createField, chief.principal, {
    labels: { en: 'Help given' },
    help: { en: 'What the fund gave, as the fund says' },
    kinds: ['case', 'actor'],
    type: 'choice',
    list,
    many: true,
    facet: true,
  });
  return {
    web: desk.web,
    session: chief.sessionToken,
    close: async () => {
      stop();
      await made.drop();
    },
  };
});

describe('fields and tags', () => {
  it('are readable on each page, and have no fault that axe finds', async () => {
    for (const [name, path] of [
      ['fields', routes.desk.fields()],
      ['new', routes.desk.newField()],
      ['field', routes.desk.field({ field: 'own-help-given' })],
      ['list', routes.desk.fieldList({ list: 'own-kind-of-help' })],
      ['show', routes.desk.fieldVisibility({ field: 'own-help-given' })],
      ['facts', routes.desk.facts({ kind: 'case', number }, { property: ['own-help-given'] })],
      ['tags', routes.desk.deskTags()],
      ['tag', routes.desk.deskTag({ name: 'to call' })],
      ['tags-of', routes.desk.tagsOf({ kind: 'case', number })],
      ['case', routes.desk.case_({ number })],
      ['cases', routes.desk.cases({ tag: 'to call' })],
    ] as const)
      await stage.open(path, {}, async (page, status) => {
        expect([name, status, await faultsInLooks(page, `fields-${name}`)]).toEqual([name, 200, []]);
      });
  });
});

describe.each(looks)('fields and tags, on $look', ({ look, ...options }) => {
  it.runIf(doesJobIn(look, 'phone'))(
    'can be added by keyboard and without scripts: a list, then a field that uses it, which a case then has',
    async () => {
      const name = `Evacuated by ${look}`;
      await stage.open(routes.desk.newFieldList(), { ...options, javaScriptEnabled: false }, async (page) => {
        const names = page.getByLabel('Name (English)');
        await names.nth(0).fill(`Helpers ${look}`);
        await names.nth(1).fill('A fund');
        await page.getByRole('button', { name: 'Add a choice' }).press('Enter');
        await page.waitForLoadState();
        await page.getByLabel('Name (English)').nth(2).fill('An embassy');
        await page.getByRole('button', { name: 'Add list' }).press('Enter');
        await page.waitForURL(`**${routes.desk.fields()}`);
        expect(await page.getByText('A fund, An embassy').count()).toBeGreaterThan(0);

        await page.getByRole('link', { name: 'Add a field' }).press('Enter');
        await page.waitForURL(`**${routes.desk.newField()}`);
        await page.getByLabel('Name (English)').fill(name);
        await page.getByRole('checkbox', { name: 'Case', exact: true }).press('Space');
        await page.getByLabel('Type').selectOption('Choice from a list');
        await page.getByRole('button', { name: 'Add field' }).press('Enter');
        await page.waitForLoadState();
        // Nothing typed is lost when something is missing.
        expect(await page.getByText('Select the list of choices.').count()).toBeGreaterThan(0);
        expect(await page.getByLabel('Name (English)').inputValue()).toBe(name);
        const list = page.getByLabel('List of choices');
        const own = await list.locator('option', { hasText: new RegExp(`^Helpers ${look}:`) }).getAttribute('value');
        await list.selectOption(own!);
        await page.getByRole('button', { name: 'Add field' }).press('Enter');
        await page.waitForURL(`**${routes.desk.fields()}`);
        await page.goto(stage.base() + routes.desk.facts({ kind: 'case', number }));
        expect(await page.locator('option', { hasText: name }).count()).toBeGreaterThan(0);
      });
    },
  );

  it.runIf(doesJobIn(look, 'phone'))(
    'lets tags be added and removed on the page of a case, with and without scripts',
    async () => {
      for (const javaScriptEnabled of [true, false]) {
        const tag = `tag ${look} ${javaScriptEnabled}`;
        await stage.open(routes.desk.case_({ number }), { ...options, javaScriptEnabled }, async (page) => {
          await page.getByRole('link', { name: 'Add tags' }).press('Enter');
          await page.waitForURL(`**${routes.desk.tagsOf({ kind: 'case', number })}`);
          await page.getByLabel('Tags to add').fill(tag);
          await page.getByRole('button', { name: 'Save tags' }).press('Enter');
          await page.waitForURL(`**${routes.desk.case_({ number })}`);
          await page.getByRole('button', { name: `Remove the tag ${tag}` }).press('Enter');
          await page.waitForLoadState();
          await page.waitForURL(`**${routes.desk.case_({ number })}`);
          expect(await page.getByRole('button', { name: `Remove the tag ${tag}` }).count()).toBe(0);
        });
      }
    },
  );
});
