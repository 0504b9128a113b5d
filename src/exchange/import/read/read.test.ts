import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/errors.ts';
import { profileTable } from '../mapping/profile.ts';
import { suggestMapping } from '../mapping/suggest.ts';
import { detectReading } from './detect.ts';
import { openTable } from './open-table.ts';
import type { Bytes, Cell, TableReadOptions } from './reading.ts';
import { scanTable } from './scan-table.ts';
import { sheetsOf } from './xlsx.ts';

/** A file that arrives in small pieces, so that rows and characters are cut at any place. */
function fileOf(content: string | Uint8Array, name = 'table.csv', piece = 7): Bytes {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    size: bytes.byteLength,
    name,
    open: async function* (range = {}) {
      const part = bytes.subarray(range.start ?? 0, (range.end ?? bytes.byteLength - 1) + 1);
      for (let at = 0; at < part.byteLength; at += piece) yield part.subarray(at, at + piece);
    },
  };
}

async function read(content: string | Uint8Array, name?: string, over: Partial<TableReadOptions> = {}) {
  const file = fileOf(content, name);
  const reading = { ...(await detectReading(file)), ...over };
  const table = await openTable(file, reading);
  const rows: { line: number; cells: readonly Cell[]; fault?: string }[] = [];
  for await (const row of table.rows)
    rows.push({ line: row.line, cells: row.cells, ...(row.fault ? { fault: row.fault.message } : {}) });
  return { reading, columns: table.columns, rows };
}

/** A workbook that another program wrote. */
const writtenBy = (name: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`testing/workbooks/${name}.xlsx`, import.meta.url)));

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : String(error);
};

describe('a table of separated values', () => {
  it('is read with a byte order mark, semicolons, and line ends of every kind', async () => {
    const rows = ['id;имя', '1;Айгерим', '2;"Олег; мл."', ''];
    for (const end of ['\n', '\r\n', '\r']) {
      const { reading, columns, rows: found } = await read(`\ufeff${rows.join(end)}`);
      expect(reading).toMatchObject({ charset: 'utf-8', delimiter: ';' });
      expect(columns).toEqual(['id', 'имя']);
      expect(found).toEqual([
        { line: 2, cells: ['1', 'Айгерим'] },
        { line: 3, cells: ['2', 'Олег; мл.'] },
      ]);
    }
    expect((await read('a,b\r\n1,2\n3,4\r5,6')).rows.map((row) => row.cells[0])).toEqual(['1', '3', '5']);
  });

  it('keeps line breaks inside quotation marks, and says in which line a row begins', async () => {
    const { rows } = await read('a,b\n"one\ntwo ""three""",x\n\n2,y\n');
    expect(rows).toEqual([
      { line: 2, cells: ['one\ntwo "three"', 'x'] },
      { line: 5, cells: ['2', 'y'] },
    ]);
  });

  it('keeps quotation marks in the middle of a cell', async () => {
    expect((await read('a,b\n1,the "so-called" report\n2,"x"y\n3,z\n')).rows.map((row) => row.cells[1])).toEqual([
      'the "so-called" report',
      '"x"y',
      'z',
    ]);
  });

  it.each(['windows-1251', 'koi8-r', 'utf-16le'])('is read in %s', async (charset) => {
    const text =
      'дата,город,описание\n2020-01-01,Алматы,Суд обязал журнал опровергнуть статью и выплатить компенсацию\n2020-01-02,Орал,Редактор заявил что подаст жалобу\n';
    const bytes =
      charset === 'utf-16le'
        ? Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, charset)])
        : iconv.encode(text, charset);
    const { reading, rows } = await read(bytes);
    expect(reading.charset).toBe(charset);
    expect(rows[0]!.cells[1]).toBe('Алматы');
  });

  it('finds the encoding if the first non-ASCII letter comes late', async () => {
    const head = 'a,b\n' + '1,plain words\n'.repeat(20_000);
    const { reading } = await read(
      Buffer.concat([
        Buffer.from(head),
        iconv.encode('2,Суд обязал журнал опровергнуть статью и выплатить компенсацию\n', 'windows-1251'),
      ]),
    );
    expect(reading.charset).toBe('windows-1251');
  });

  it('is read with tabs or bars, and with repeated or missing column names', async () => {
    const { reading, columns } = await read('name\tname\t\tdate\nx\ty\tz\t2020\n', 'table.tsv');
    expect(reading.delimiter).toBe('\t');
    expect(columns).toEqual(['name', 'name (2)', '#3', 'date']);
    expect((await read('a|b\n1|2\n3|4\n')).reading.delimiter).toBe('|');
  });

  it('refuses only rows with too many or too few cells', async () => {
    const { rows } = await read('a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n');
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, undefined],
      [3, 'exchange.imports.fault.fewer_cells'],
      [4, 'exchange.imports.fault.more_cells'],
      [5, undefined],
    ]);
  });

  it('says which bytes are invalid in the encoding', async () => {
    const { rows } = await read(
      Buffer.concat([Buffer.from('a,b\n1,x\n2,'), Buffer.from([0xe4, 0xf6]), Buffer.from('\n')]),
      'table.csv',
      { charset: 'utf-8' },
    );
    expect(rows.map((row) => row.fault)).toEqual([undefined, 'exchange.imports.fault.undecodable']);
  });

  it('says in which line an unclosed quotation mark is', async () => {
    const work = read(`a,b\n1,x\n2,"${'y\n'.repeat(50)}`);
    expect(await codeOf(work)).toBe('import_unclosed_quote');
    await expect(work).rejects.toMatchObject({ details: { line: 3 } });
  });

  it('reads the column names from the given row', async () => {
    expect((await read('Report of 2020,\nid,date\n1,2020\n', 'table.csv', { headerRow: 2 })).columns).toEqual([
      'id',
      'date',
    ]);
  });

  it('refuses a file that is not a table, with the reason', async () => {
    expect(await codeOf(read(''))).toBe('import_empty');
    expect(await codeOf(read('\n\n  \n'))).toBe('import_empty');
    expect(await codeOf(read(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))).toBe('import_binary');
    expect(await codeOf(read(Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 37) % 251))))).toBe(
      'import_binary',
    );
    expect(await codeOf(read(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'old.xls'))).toBe('import_xls');
    expect(await codeOf(read('%PDF-1.7 …'))).toBe('import_binary');
  });
});

describe('a workbook', () => {
  const workbook = (): Promise<Buffer> => writtenBy('exceljs');

  it('gives dates as ISO dates, formulas as their results, and rows by their numbers', async () => {
    const { reading, columns, rows } = await read(await workbook(), 'table.xlsx');
    expect(reading.format).toBe('xlsx');
    expect(columns).toEqual(['date', 'town', 'sum', 'note', 'link']);
    expect(rows).toEqual([
      { line: 2, cells: ['2021-12-18', 'Almaty', '42', 'two parts', 'page'] },
      { line: 4, cells: ['2022-01', 'Oral', '', '', ''] },
    ]);
  });

  it('is read sheet by sheet', async () => {
    const bytes = await workbook();
    expect(await sheetsOf(fileOf(bytes))).toEqual(['Incidents', 'Notes']);
    expect((await read(bytes, 'table.xlsx', { sheet: 'Notes' })).columns).toEqual(['only', 'this']);
    expect(await codeOf(read(bytes, 'table.xlsx', { sheet: 'Other' }))).toBe('import_no_sheet');
  });

  it('is refused if it is damaged, or another kind of ZIP file', async () => {
    const bytes = await workbook();
    expect(await codeOf(read(bytes.subarray(0, bytes.length / 2), 'table.xlsx'))).toBe('import_bad_xlsx');
    expect(await codeOf(read(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200)]), 'table.xlsx'))).toBe(
      'import_bad_xlsx',
    );
  });
});

describe('JSON', () => {
  const items = [
    { date: '2020-01-01', place: { city: 'Oral', at: [51.2, 51.4] }, types: ['Border Stop', 'Leak Case'] },
    { date: '2020-01-02', fine: 5 },
  ];
  const columns = ['date', 'place.city', 'place.at', 'types', 'fine'];
  const first = ['2020-01-01', 'Oral', ['51.2', '51.4'], ['Border Stop', 'Leak Case'], ''];

  it('is read as a list, as a list within an object, and line by line', async () => {
    for (const [text, name] of [
      [JSON.stringify(items), 'x.json'],
      [JSON.stringify({ about: { by: 'us' }, items }, null, 2), 'x.json'],
      [items.map((item) => JSON.stringify(item)).join('\n'), 'x.jsonl'],
      [`\ufeff${JSON.stringify(items)}`, 'x.json'],
    ] as const) {
      const table = await read(text, name);
      expect(table.columns).toEqual(columns);
      expect(table.rows[0]).toEqual({ line: 1, cells: first });
      expect(table.rows[1]!.cells).toEqual(['2020-01-02', '', '', '', '5']);
    }
  });

  it('names the item at which it is invalid; in JSON Lines, only the invalid line is refused', async () => {
    await expect(read('[{"a": 1}, {"a": oops}]', 'x.json')).rejects.toMatchObject({
      code: 'import_bad_json',
      details: { item: 2 },
    });
    expect(await codeOf(read('[{"a": 1}, {"a": 2}', 'x.json'))).toBe('import_bad_json');
    expect(
      (await read('{"a": 1}\n{"a": \n{"a": 3}\n', 'x.jsonl')).rows.map(({ line, fault }) => [line, fault]),
    ).toEqual([
      [1, undefined],
      [2, 'exchange.imports.fault.bad_json'],
      [3, undefined],
    ]);
    expect((await read('[{"a": 1}, 7]', 'x.json')).rows.map((row) => row.fault)).toEqual([
      undefined,
      'exchange.imports.fault.no_object',
    ]);
  });
});

it('a table has at most 300 columns, and a suggestion for each of them', async () => {
  const wide = (count: number, value: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => value(n)).join(',');
  const table = (count: number) => fileOf(`${wide(count, (n) => `c${n}`)}\n${wide(count, (n) => `v${n}`)}\n`);
  const { profile } = await scanTable({}, table(300));
  expect(suggestMapping(profile, { country: 'KZ' }).fields.length).toBeGreaterThanOrEqual(300);
  await expect(scanTable({}, table(301))).rejects.toMatchObject({
    code: 'import_many_columns',
    details: { count: 301, most: 300 },
  });
  const json = `[{${wide(301, (n) => `"c${n}": 1`)}}]`;
  await expect(scanTable({}, fileOf(json, 'x.json'))).rejects.toMatchObject({ code: 'import_many_columns' });
});

it('a profile counts the values of columns, and finds the id column', async () => {
  const file = fileOf('id,type,empty\n1,a,\n2,b,\n3,a,\n');
  const profile = await profileTable(await openTable(file, await detectReading(file)));
  expect(profile.columns.map(({ name, filled, unique }) => [name, filled, unique])).toEqual([
    ['id', 3, true],
    ['type', 3, false],
    ['empty', 0, false],
  ]);
  expect(profile.columns[1]!.values).toEqual([
    { text: 'a', count: 2 },
    { text: 'b', count: 1 },
  ]);
});
