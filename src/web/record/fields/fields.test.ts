import { afterAll, beforeAll, expect, it } from 'vitest';
import { exported } from '../../../exchange/export/testing/exported.ts';
import { findTarget } from '../../../exchange/import/mapping/targets.ts';
import { readTerm } from '../../../exchange/import/mapping/terms.ts';
import { importRecordFile } from '../../../exchange/round-trip/import-fields.ts';
import { isRecordFile, readLines } from '../../../exchange/round-trip/read-lines.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import type { Log } from '../../../platform/log/log.ts';
import { openFields, freshFields } from '../../../record/fields/apply-fields.ts';
import { changeList } from '../../../record/fields/change-list.ts';
import { fieldLimits } from '../../../record/fields/tables.ts';
import { loadDefinition } from '../../../record/fields/definition.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import type { VocabularyKey } from '../../../record/vocabulary/terms.ts';
import { findProperty } from '../../../record/vocabulary/properties.ts';
import { fieldListener, indexFieldJob } from '../../../search/index/index-field.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Log;
const hidden = 'Evacuated by whom';

onEitherDatabase('fields at the desk', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let administrator: Awaited<ReturnType<typeof desk.join>>;
  let monitor: Awaited<ReturnType<typeof desk.join>>;
  let editor: Awaited<ReturnType<typeof desk.join>>;
  let close = (): void => {};
  let number: number;
  let claim: string;
  beforeAll(async () => {
    close = await openFields(db());
    desk = deskOn(db(), { listeners: [fieldListener] });
    await prepareJobs(db(), [indexFieldJob]);
    [administrator, monitor, editor] = [
      await desk.join('administrator'),
      await desk.join('monitor'),
      await desk.join('editor'),
    ];
    const { cases } = await run(desk.app, file, editor.principal, {
      cases: [
        { title: 'Evacuated', visibility: 'public' },
        { title: 'Not evacuated', visibility: 'public' },
      ],
    });
    number = Number(cases[0]!.split('/')[1]);
  });
  afterAll(() => close());
  const index = () =>
    indexFieldJob.handler({
      input: { field: 'own-evacuated-by-whom' },
      app: desk.app,
      log,
      signal: new AbortController().signal,
      last: true,
    });
  const reader = async (path: string): Promise<string> => (await desk.web.request(path)).text();

  it('are added by an administrator with a list of choices, and nothing typed is lost', async () => {
    expect((await monitor.get(routes.desk.fields())).status).toBe(403);
    const list = await administrator.post(routes.desk.newFieldList(), {
      'labels.en': 'Helpers',
      'terms[0].labels.en': 'A fund',
      'terms[1].labels.en': 'An embassy',
    });
    expect([list.status, list.headers.get('location')]).toEqual([303, routes.desk.fields()]);
    const typed = { 'labels.en': hidden, 'help.en': 'As they told us', kinds: ['case'], type: 'choice' };
    const wrong = await administrator.post(routes.desk.newField(), typed);
    const page = await wrong.text();
    expect([wrong.status, page.includes('Select the list of choices.'), page.includes('As they told us')]).toEqual([
      400,
      true,
      true,
    ]);
    const right = await administrator.post(routes.desk.newField(), { ...typed, list: 'own-helpers', facet: 'on' });
    expect(right.status).toBe(303);
    const fields = await administrator.text(routes.desk.fields());
    expect([fields.includes('own-evacuated-by-whom'), fields.includes('A fund, An embassy')]).toEqual([true, true]);
  });

  it('are offered in forms and to imports, filter the desk’s search, and are in its exports', async () => {
    expect(findTarget('case.own-evacuated-by-whom')?.group).toBe('case');
    expect(readTerm('own-helpers' as VocabularyKey, 'a fund')).toBe('a-fund');
    expect(await monitor.text(routes.desk.facts({ kind: 'case', number }))).toContain(hidden);
    const { claims } = await run(desk.app, file, monitor.principal, {
      claims: [
        {
          case: `case/${number}`,
          wording: 'A fund helped.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'direct-word', note: 'by telephone' },
          statements: [{ subject: `case/${number}`, property: 'own-evacuated-by-whom', value: 'a-fund' }],
          checked: true,
        },
      ],
    });
    claim = claims[0]!;
    expect(await monitor.text(routes.desk.case_({ number }))).toContain('A fund');
    const found = await monitor.text(`${routes.desk.search()}?own-evacuated-by-whom=a-fund`);
    expect([found.includes('>Evacuated<'), found.includes('Not evacuated')]).toEqual([true, false]);
  });

  it('are hidden from readers, with name, choices and filter', async () => {
    for (const path of [
      '/cases',
      '/cases?own-evacuated-by-whom=a-fund',
      `/cases/${number}/evacuated`,
      `/cases/${number}.json`,
      '/statistics',
      '/statistics?by=own-evacuated-by-whom',
      '/search?q=evacuated',
      '/api/v1/properties',
      '/api/v1/openapi.json',
      '/export/cases.csv',
      '/export/record.jsonl',
      '/export/cases.csv-metadata.json',
    ]) {
      const text = await reader(path);
      expect([path, /Evacuated by whom|A fund|An embassy|own-helpers/.exec(text)?.[0] ?? null]).toEqual([path, null]);
    }
  });

  it('become public after a plain warning, in filters, statistics, the API and exports, and go back', async () => {
    const page = routes.desk.fieldVisibility({ field: 'own-evacuated-by-whom' });
    const asked = await administrator.text(page);
    expect([asked.includes('What readers will see'), asked.includes('1 desk-only claim states this field')]).toEqual([
      true,
      true,
    ]);
    const unsure = await administrator.post(page, { _version: valueOf(asked, '_version')! });
    expect([unsure.status, (await unsure.text()).includes('Select the box to confirm.')]).toEqual([400, true]);
    expect((await administrator.post(page, { sure: 'on', _version: 'other' })).status).toBe(409);
    expect((await administrator.post(page, { sure: 'on', _version: valueOf(asked, '_version')! })).status).toBe(303);
    await run(desk.app, setVisibility, editor.principal, { things: [claim], visibility: 'public' });
    await index();
    const list = await reader('/cases?own-evacuated-by-whom=a-fund');
    expect([list.includes(hidden), list.includes('>Evacuated<'), list.includes('Not evacuated')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await reader('/statistics?by=own-evacuated-by-whom')).toContain('A fund');
    expect(await reader('/api/v1/properties')).toContain('An embassy');
    const inApi = await reader('/api/v1/cases?own-evacuated-by-whom=a-fund');
    expect([inApi.includes('"Evacuated"'), inApi.includes('Not evacuated')]).toEqual([true, false]);
    expect(await reader('/api/v1/openapi.json')).toContain('"own-evacuated-by-whom"');
    expect(await reader('/export/cases.csv')).toContain('own_evacuated_by_whom');
    expect(await reader('/export/record.jsonl')).toContain('own-helpers');

    const again = await administrator.text(page);
    expect(again).toContain('What readers will no longer see');
    await administrator.post(page, { sure: 'on', _version: valueOf(again, '_version')! });
    await index();
    for (const path of [
      '/cases?own-evacuated-by-whom=a-fund',
      `/cases/${number}.json`,
      '/export/record.jsonl',
      '/statistics',
    ])
      expect([path, (await reader(path)).includes('a-fund"')]).toEqual([path, false]);
  });

  it('can have a list with the most choices, with names in three languages', async () => {
    const choices = Array.from({ length: fieldLimits.terms }, (_, at) =>
      ['en', 'ru', 'kk'].map((language) => [`terms[${at}].labels.${language}`, `${language} ${at}`]),
    );
    const keys = choices.map((_, at) => [`terms[${at}].key`, '']);
    const made = await administrator.post(routes.desk.newFieldList(), {
      'labels.en': 'Districts',
      ...(Object.fromEntries([...choices.flat(), ...keys]) as Record<string, string>),
    });
    expect(made.status).toBe(303);
    const { lists } = await loadDefinition(db().read);
    expect(lists.find(({ labels }) => labels.en === 'Districts')?.terms).toHaveLength(fieldLimits.terms);
  });

  it('are in an exported record: an administrator adds missing fields, and others see which are missing', async () => {
    const text = await exported(desk.app, 'record.jsonl', {}, 'desk');
    expect(await exported(desk.app, 'cases.csv', {}, 'desk')).toContain('own_evacuated_by_whom');
    expect(isRecordFile(text)).toBe(true);
    const { head } = readLines(text);
    expect(head.fields?.fields.map(({ key }) => key)).toEqual(['own-evacuated-by-whom']);
    const fields = {
      lists: head.fields!.lists.map((list) => ({ ...list, key: 'own-elsewhere' })),
      fields: head.fields!.fields.map((field) => ({
        ...field,
        key: 'own-other',
        value: { type: 'choice' as const, list: 'own-elsewhere' },
      })),
    };
    const input = { record: 'other', paper: 'Other', lines: [], fields };
    await expect(importRecordFile(desk.app, editor.principal, input)).rejects.toMatchObject({
      fields: [{ message: 'exchange.exports.fields_missing' }],
    });
    const both = await desk.join(['administrator', 'editor']);
    await importRecordFile(desk.app, both.principal, input);
    expect(findProperty('own-other')).toMatchObject({ visibility: 'desk', value: { list: 'own-elsewhere' } });
    const other = fields.fields[0]!;
    const bad = {
      lists: [{ ...fields.lists[0]!, key: 'mode' }],
      fields: [
        { ...other, key: 'began', value: { type: 'date' as const } },
        { ...other, key: 'page', facet: 'page', value: { type: 'country' as const } },
      ],
    };
    await expect(importRecordFile(desk.app, both.principal, { ...input, fields: bad })).rejects.toMatchObject({
      fields: ['mode', 'began', 'page'].map((key) => ({
        message: 'exchange.exports.fields_taken',
        params: { key },
      })),
    });
    const words = { ...other, key: 'own-words', facet: 'own-words', value: { type: 'text' as const } };
    await importRecordFile(desk.app, both.principal, { ...input, fields: { lists: [], fields: [words] } });
    expect(findProperty('own-words')).toMatchObject({ facet: false });
    const differs = { ...fields, fields: fields.fields.map((field) => ({ ...field, many: true })) };
    await expect(importRecordFile(desk.app, both.principal, { ...input, fields: differs })).rejects.toMatchObject({
      fields: [{ message: 'exchange.exports.fields_differ' }],
    });
  });

  it('keep a choice that was retired, with its name, in the form of a claim that states it', async () => {
    await run(desk.app, changeList, administrator.principal, {
      list: 'own-helpers',
      labels: { en: 'Helpers' },
      terms: [{ key: 'an-embassy', labels: { en: 'An embassy' } }],
    });
    const form = await editor.text(routes.desk.editClaim({ number: Number(claim.split('/')[1]) }));
    expect(form).toMatch(/<option value="a-fund" selected="">\s*A fund\s*<\/option>/);
    expect(await editor.text(routes.desk.facts({ kind: 'case', number }))).not.toContain('A fund</option>');
  });

  it('of another process take effect at the next request', async () => {
    if (db().kind !== 'server') return;
    await db().executeSql(
      `insert into property (key, labels, of_kinds, value, many) values ('own-elsewhere-made', '{"en":"Made elsewhere"}', '{case}', '{"type":"text"}', false)`,
    );
    await db().executeSql(`update setting set value = '"another"' where name = 'record.fields'`);
    expect(findProperty('own-elsewhere-made')).toBeUndefined();
    await freshFields(db());
    expect(findProperty('own-elsewhere-made')).toMatchObject({ visibility: 'desk' });
    expect((await loadDefinition(db().read)).stamp).toBe('another');
  });
});
