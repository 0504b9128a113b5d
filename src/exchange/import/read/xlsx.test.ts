import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/errors.ts';
import { once, zipOf } from '../../../platform/archive/zip.ts';
import { readingSchema, type Bytes, type Cell } from './reading.ts';
import { dateFormat } from './workbook.ts';
import { readXlsx, sheetsOf } from './xlsx.ts';

type Opened = Bytes & { streams: Set<object> };

/** A file that is read in pieces. `streams` lists the streams that are open. */
function fileOf(bytes: Uint8Array): Opened {
  const streams = new Set<object>();
  return {
    size: bytes.byteLength,
    name: 'table.xlsx',
    streams,
    open: async function* (range = {}) {
      const stream = {};
      streams.add(stream);
      try {
        const part = bytes.subarray(range.start ?? 0, (range.end ?? bytes.byteLength - 1) + 1);
        for (let at = 0; at < part.byteLength; at += 1000) yield part.subarray(at, at + 1000);
      } finally {
        streams.delete(stream);
      }
    },
  };
}

async function read(file: Bytes, sheet?: string): Promise<{ columns: readonly string[]; rows: (Cell | number)[][] }> {
  const table = await readXlsx(file, readingSchema.parse({ format: 'xlsx', sheet }));
  const rows = [];
  for await (const row of table.rows) rows.push([row.line, ...row.cells, ...(row.fault ? [row.fault.message] : [])]);
  return { columns: table.columns, rows };
}

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

const xml = (text: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
const relations = (list: Record<string, string>): string =>
  xml(
    `<Relationships>${Object.entries(list)
      .map(([target, type], at) => `<Relationship Id="rId${at + 1}" Type="urn:x/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`,
  );

/** The parts of a workbook with one sheet of these rows, with the given changes. */
async function workbook(rows: string, changes: Record<string, string> = {}): Promise<Buffer> {
  const parts = {
    '_rels/.rels': relations({ 'xl/workbook.xml': 'officeDocument' }),
    'xl/_rels/workbook.xml.rels': relations({ 'sheet.xml': 'worksheet', '/xl/strings.xml': 'sharedStrings' }),
    'xl/workbook.xml': xml('<workbook><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    'xl/sheet.xml': xml(`<worksheet><sheetData>${rows}</sheetData></worksheet>`),
    'xl/strings.xml': xml('<sst><si><t>shared</t></si></sst>'),
    ...changes,
  };
  const entries = Object.entries(parts).map(([name, text]) => ({ name, bytes: () => once(text) }));
  const chunks = [];
  for await (const chunk of zipOf(entries, new Date('2024-01-01'))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;

describe('a workbook that was written by another program', () => {
  const folder = fileURLToPath(new URL('testing/workbooks', import.meta.url));

  it.each(['libreoffice', 'gnumeric', 'sheetjs', 'xlsxwriter', 'xlsxwriter-1904-inline', 'openpyxl-1904'])(
    'is read as %s shows it',
    async (program) => {
      const file = fileOf(await readFile(`${folder}/${program}.xlsx`));
      expect((await sheetsOf(file)).toSorted()).toEqual(['Hidden', 'Notes', 'Table']);
      expect(await read(file, 'Notes')).toEqual({ columns: ['only', 'this'], rows: [] });
      const { columns, rows } = await read(file, 'Table');
      const expected = [
        ['date', '2021-12-18', '1961-04-12'],
        ['time', '14:30', ''],
        ['moment', '2021-12-18T14:30', ''],
        ['took', '26:30', ''],
        ['sum', '1234567.5', '-0.25'],
        ['calculated', '42', ''],
        ['yes', 'true', 'false'],
        ['error', '#DIV/0!', ''],
        ['rich', 'two parts', ''],
        ['text', 'Айгерим & "Ко" <1>\nнад строкой', 'Айгерим'],
        ['joined', 'both rows', ''],
        ['code', '00123', ''],
      ];
      expect(rows.map((row) => row[0])).toEqual([2, 4]);
      expect(columns.map((column, at) => [column, ...rows.map((row) => row[at + 1])])).toEqual(expected);
    },
  );

  it('is opened at its first visible sheet', async () => {
    const file = fileOf(await readFile(`${folder}/libreoffice.xlsx`));
    expect(await sheetsOf(file)).toEqual(['Table', 'Notes', 'Hidden']);
    expect((await read(file)).columns[0]).toBe('date');
  });
});

describe('a workbook', () => {
  it('is read with shared and inline texts, escapes, and cells without a reference, but without phonetic readings', async () => {
    const rows = `<row r="3">${cell('a')}<c r="C3" t="s"><v>0</v></c>${cell('d')}</row>
      <row><c t="inlineStr"><is><r><t>課</t></r><rPh sb="0" eb="1"><t>カ</t></rPh><r><t>きく</t></r></is></c>
      <c t="str"><f>x</f><v>one_x000a_two</v></c><c><v><![CDATA[1]]></v></c><c t="e"><v>#N/A</v></c></row>`;
    const { columns, rows: found } = await read(fileOf(await workbook(rows)));
    expect(columns).toEqual(['a', '#2', 'shared', 'd']);
    expect(found).toEqual([[4, '課きく', 'one\ntwo', '1', '#N/A']]);
  });

  it('is read with numbers as Excel calculates them, and dates of both calendars of Excel', async () => {
    const parts = {
      'xl/_rels/workbook.xml.rels': relations({ 'sheet.xml': 'worksheet', 'styles.xml': 'styles' }),
      'xl/styles.xml': xml(
        '<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      ),
    };
    const values = ['0.30000000000000004', '1234567890123456', '1E-2'].map((v) => `<c><v>${v}</v></c>`).join('');
    const days = [1, 59, 61, 0.75, 3_000_000].map((day) => `<c s="1"><v>${day}</v></c>`).join('');
    const rows = `<row>${cell('x').repeat(8)}</row><row>${values}${days}</row>`;
    const [first] = (await read(fileOf(await workbook(rows, parts)))).rows;
    expect(first).toEqual([
      2,
      '0.3',
      '1234567890123456',
      '0.01',
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '18:00',
      '3000000',
    ]);
    const macintosh = {
      ...parts,
      'xl/workbook.xml': xml(
        '<workbook><workbookPr date1904="1"/><sheets><sheet name="One" r:id="rId1"/></sheets></workbook>',
      ),
    };
    const [second] = (await read(fileOf(await workbook(rows, macintosh)))).rows;
    expect(second!.slice(4)).toEqual(['1904-01-02', '1904-02-29', '1904-03-02', '18:00', '3000000']);
  });

  it.each([
    ['yyyy\\-mm\\-dd', 'date'],
    ['[$-F800]dddd, mmmm dd, yyyy', 'date'],
    ['[h]:mm', 'elapsed'],
    ['[Red]#,##0.00', undefined],
    ['#,##0" days"', undefined],
    ['General', undefined],
    ['0\\d', undefined],
    ['_-* #,##0.00\\ "Kč"_-', undefined],
    ['0;"made on" yyyy', undefined],
  ] as const)('has a cell with the number format %s read as %s', (code, expected) =>
    expect(dateFormat('164', code)).toBe(expected),
  );

  it('is refused if it has rows or cells that no sheet can have', async () => {
    for (const rows of [
      '<row r="1.5"><c><v>1</v></c></row>',
      '<row r="-5"><c><v>1</v></c></row>',
      '<row r="1"><c r="5"><v>1</v></c></row>',
    ])
      expect(await outcome(read(fileOf(await workbook(rows))))).toBe('import_bad_xlsx');
  });

  it('refuses only the row with a cell that is too long', async () => {
    const rows = [cell('x'), cell('y'.repeat(100_000)), cell('z')].map((one) => `<row>${one}</row>`).join('');
    const { rows: found } = await read(fileOf(await workbook(rows)));
    expect(found.map((row) => row[2])).toEqual(['exchange.imports.fault.long_cell', undefined]);
  });

  /** A file larger than the part that is read at once from its end. */
  const large = async (): Promise<Opened> => {
    const rows = Array.from({ length: 200_000 }, (_, at) => `<row><c><v>${Math.sin(at)}</v></c></row>`);
    return fileOf(await workbook(rows.join('')));
  };

  it('is closed if the reader stops', async () => {
    const file = await large();
    const table = await readXlsx(file, readingSchema.parse({ format: 'xlsx' }));
    expect(file.streams.size).toBe(1);
    for await (const _ of table.rows) break;
    await expect.poll(() => file.streams.size).toBe(0);
    expect(table.bytes()).toBeLessThanOrEqual(file.size);
  });

  it('fails if its bytes cannot be read', async () => {
    const file = await large();
    const gone: Bytes = {
      ...file,
      open: async function* (range) {
        yield* file.open(range);
        if ((range?.end ?? 0) < file.size - 1) throw new AppError('gone');
      },
    };
    expect(await outcome(read(gone))).toBe('gone');
  });

  const entities = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>';
  const head = `<row>${cell('x')}</row>`;
  it.each([
    ['another kind of document', 'import_bad_xlsx', head, { 'xl/workbook.xml': xml('<document/>') }],
    ['XML that is broken off', 'import_bad_xlsx', `${head}<row>`, { 'xl/sheet.xml': '<worksheet><sheetData>' }],
    ['entities of its own', 'import_bad_xlsx', head, { 'xl/strings.xml': entities }],
    ['a text that is not there', 'import_bad_xlsx', '<row><c t="s"><v>7</v></c></row>', {}],
    [
      'a missing sheet',
      'import_bad_xlsx',
      head,
      { 'xl/_rels/workbook.xml.rels': relations({ 'no.xml': 'worksheet' }) },
    ],
    ['a row past the last', 'import_xlsx_too_large', '<row r="1048577"><c><v>1</v></c></row>', {}],
    ['a column past the last', 'import_xlsx_too_large', '<row><c r="XFE1"><v>1</v></c></row>', {}],
    ['cells apart', 'import_xlsx_too_large', `${head}${'<row><c r="XFD1"><v>1</v></c></row>'.repeat(3100)}`, {}],
    ['a piece without end', 'import_xlsx_too_large', head, { 'xl/strings.xml': `<sst>${' '.repeat(9e6)}</sst>` }],
    [
      'texts without number',
      'import_xlsx_too_large',
      head,
      { 'xl/strings.xml': `<sst>${'<si/>'.repeat(2_000_001)}</sst>` },
    ],
  ])('is refused with %s', async (_what, code, rows, changes) => {
    const table = readXlsx(fileOf(await workbook(rows, changes)), readingSchema.parse({ format: 'xlsx' }));
    const reading = table.then(async (opened) => {
      for await (const _ of opened.rows) continue;
    });
    expect(await outcome(reading)).toBe(code);
  });

  it('is refused if its directory is false, before anything is unpacked', async () => {
    const bytes = await workbook(head);
    /** Changes the directory entry of a part: offsets of APPNOTE.TXT 4.3.12. */
    const changed = (part: string, offset: number, value: number): Opened => {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(value, copy.lastIndexOf(part) - 46 + offset);
      return fileOf(copy);
    };
    expect(await outcome(read(changed('xl/sheet.xml', 24, 3 * 2 ** 30)))).toBe('import_xlsx_too_large');
    expect(await outcome(read(changed('xl/sheet.xml', 24, 10)))).toBe('import_bad_xlsx');
    expect(await outcome(read(changed('xl/sheet.xml', 16, 1)))).toBe('import_bad_xlsx');
    expect(await outcome(read(changed('xl/workbook.xml', 24, 2 ** 25)))).toBe('import_xlsx_too_large');
    expect(await outcome(read(fileOf(bytes)))).toBe('read');
  });
});
