import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { sourceOf } from '../platform/readers/reader.ts';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import { anyBytes, hostileJsonText, hostileText, hostileValue, mutatedBytes, mutatedJson, mutatedText, unstorableTexts } from '../platform/testing/fuzz/inputs.ts'; // prettier-ignore
import { tempDir } from '../platform/testing/temp-dir.ts';
import { line, rawLine } from './formats/csv.ts';
import { openFile, scanFile, sheetsIn } from './import/read/table-readers.ts';
import { readExportInChild } from './posts/export-reader.ts';
import { readLines } from './round-trip/read-lines.ts';
import { readPictures } from './round-trip/read-pictures.ts';

async function zipped(parts: Record<string, string>): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), path, { compress: false });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The parts of a small workbook with a date, a shared text and an inline one. */
const workbook = (sheet: string): Record<string, string> => ({
  '_rels/.rels': '<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  'xl/workbook.xml': '<workbook xmlns:r="x"><workbookPr date1904="0"/><sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>',
  'xl/strings.xml': '<sst><si><t>Name</t></si><si><r><t>Da</t></r><r><t>te_x000D_</t></r></si></sst>',
  'xl/styles.xml': '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs></styleSheet>',
  'xl/worksheets/sheet1.xml': sheet,
}); // prettier-ignore
const sheet =
  '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2" s="1"><v>43192.5</v></c></row><row r="3"><c r="A3" s="2"><v>1.5</v></c><c r="B3" t="b"><v>1</v></c></row></sheetData></worksheet>';

const rowsJson = [
  { name: 'A', date: '2018', nested: { a: [1, 2] } },
  { name: 'B', list: ['x', 'y'] },
];
const texts = [
  'name,date,place\r\n"A, B",2018-04-02,"x ""y"""\r\nC,,\r\n',
  '\ufeffимя;дата\nА;2018\nБ;"2019\n2020"\n',
  JSON.stringify(rowsJson),
  JSON.stringify({ type: 'FeatureCollection', features: rowsJson }),
  rowsJson.map((row) => JSON.stringify(row)).join('\n'),
].map((text) => Buffer.from(text));

async function readTable(bytes: Uint8Array, name: string): Promise<void> {
  const file = sourceOf(bytes, name);
  const scanned = await outcome(() => scanFile(file, {}), ['reading_too_deep']);
  if ('code' in scanned) return;
  expect(unstorableTexts(scanned.value)).toEqual([]);
  if (scanned.value.reading.format === 'xlsx') await outcome(() => sheetsIn(file));
  await outcome(async () => {
    const table = await openFile(file, scanned.value.reading);
    try {
      for await (const row of table.rows) {
        expect(Number.isInteger(row.line) && row.line > 0 && row.line < 2 ** 31).toBe(true);
        expect(row.fault !== undefined || row.cells.length >= table.columns.length).toBe(true);
        expect(unstorableTexts(row)).toEqual([]);
      }
    } finally {
      await table.close();
    }
  }, ['reading_too_deep']);
}

describe('hostile tables', () => {
  const names = fc.constantFrom('table.csv', 'table.tsv', 'table.jsonl', 'table.json', 'table');

  it('of text are read or refused', async () => {
    const inputs = fc.oneof(
      mutatedBytes(texts),
      anyBytes,
      fc.array(fc.array(hostileText(500), { maxLength: 5 }), { maxLength: 6 }).map((rows) => Buffer.from(rows.map((row) => row.join(',')).join('\n'))),
      fc.array(hostileValue, { maxLength: 4 }).map((rows) => Buffer.from(JSON.stringify(rows))),
      fc.array(hostileValue, { maxLength: 4 }).map((rows) => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))),
      hostileJsonText.map((text) => Buffer.from(text)),
    ); // prettier-ignore
    await fuzz(fc.tuple(inputs, names), ([bytes, name]) => readTable(bytes, name));
  });

  it('in workbooks are read or refused', async () => {
    const parts = Object.entries(workbook(sheet));
    const whole = await zipped(workbook(sheet));
    const inputs = fc.oneof(
      mutatedBytes([whole]).map((bytes) => Promise.resolve(bytes)),
      ...parts.map(([path, text]) => mutatedText([text]).map((changed) => zipped({ ...workbook(sheet), [path]: changed }))),
      fc
        .tuple(fc.constantFrom('1.5', '-5', '0', '1e6', '99999999999', 'x', ''), fc.constantFrom('A1', '5', 'A', '', 'ZZZZZZ1', '-'), fc.constantFrom('s', 'd', 'n', 'e', 'str', '__proto__'), fc.constantFrom('-1', '1e309', '-1e308', 'Infinity', '2958466', '0.99999999', 'NaN', ''), fc.constantFrom('0', '1', '2', '-1', 'x'))
        .map(([row, ref, type, value, style]) => zipped(workbook(sheet.replace('<row r="3">', `<row r="${row}"><c r="${ref}" t="${type}" s="${style}"><v>${value}</v></c></row><row r="3">`)))),
    ); // prettier-ignore
    await fuzz(inputs, async (bytes) => readTable(await bytes, 'table.xlsx'));
  });

  it('come back unchanged from the CSV that we write, and no cell begins a formula', async () => {
    const rows = fc.array(
      fc.array(
        hostileText(300).map((text) => text.toWellFormed()),
        { minLength: 2, maxLength: 4 },
      ),
      { minLength: 1, maxLength: 4 },
    );
    const cellsOf = (text: string): string[][] => parse(text, { relax_column_count: true, record_delimiter: '\r\n' });
    await fuzz(rows, (table) => {
      const some = table.map((row) => ['x', ...row]);
      expect(cellsOf(some.map(rawLine).join(''))).toEqual(some);
      const safe = cellsOf(some.map(line).join(''));
      for (const [at, row] of safe.entries())
        for (const [column, cell] of row.entries()) {
          expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
          expect([some[at]![column], `'${some[at]![column]}`]).toContain(cell);
        }
    }, { runs: 1000 }); // prettier-ignore
  });
});

const wxr = '<?xml version="1.0"?><rss xmlns:wp="w" xmlns:dc="d" xmlns:content="c" xmlns:excerpt="e"><channel><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>a</wp:author_login><wp:author_display_name>A</wp:author_display_name></wp:author><item><title>T</title><link>http://a.example/2018/t/</link><dc:creator>a</dc:creator><content:encoded><![CDATA[<p>One <a href="http://b.example/">two</a>.</p>\n\nThree [gallery ids="1"] <ul><li>four</ul>]]></content:encoded><excerpt:encoded>E</excerpt:encoded><wp:post_name>t</wp:post_name><wp:post_date_gmt>2018-04-02 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="post_tag" nicename="x">X</category></item></channel></rss>'; // prettier-ignore
const ghost = { db: [{ data: { posts: [{ id: 1, title: 'T', slug: 't', html: '<p>One.</p><h2>Two</h2><figure><img src=x></figure>', status: 'published', published_at: 1522663200000, author_id: 2 }], users: [{ id: 2, name: 'A' }], tags: [{ id: 3, name: 'X' }], posts_tags: [{ post_id: 1, tag_id: 3, sort_order: 0 }] } }] }; // prettier-ignore

it('hostile exports of other systems are read or refused', async () => {
  const inputs = fc.oneof(
    mutatedText([wxr, JSON.stringify(ghost)]),
    mutatedJson([ghost]).map((json) => JSON.stringify(json)),
    hostileText(3000).map((text) => wxr.replace('One <a', () => `${text.replaceAll(']]>', '')}<a`)),
    hostileText(3000).map((html) => JSON.stringify({ data: { posts: [{ ...ghost.db[0]!.data.posts[0], html, title: html }] } })),
    hostileText(),
  ); // prettier-ignore
  await fuzz(inputs, async (text) => {
    const read = await outcome(() => readExportInChild(text, 'en'));
    if ('code' in read) return;
    expect(unstorableTexts(read.value)).toEqual([]);
    for (const { publishedAt } of read.value.posts) publishedAt?.toISOString();
  });
});

describe('hostile exports of Kronika', () => {
  const head = {
    type: 'kronika',
    version: 1,
    audience: 'desk',
    exported: '2018-05-22T10:00:00.000Z',
    record: 'urn:uuid:x',
  };
  const file = [head, { type: 'case', id: 'case/1', title: 'T' }, { type: 'end', lines: 2 }];

  it('are read or refused', async () => {
    const inputs = fc.oneof(
      mutatedText([file.map((one) => JSON.stringify(one)).join('\n')]),
      mutatedJson([file]).map((lines) => (Array.isArray(lines) ? lines.map((one) => JSON.stringify(one)).join('\n') : JSON.stringify(lines))),
      hostileJsonText,
    ); // prettier-ignore
    await fuzz(inputs, async (text) => {
      const read = await outcome(() => readLines(text));
      if ('value' in read) expect(unstorableTexts(read.value)).toEqual([]);
    });
  });

  it('with pictures are read or refused', async () => {
    const pictures = [{ type: 'kronika-pictures', version: 1 }, { type: 'photo', id: 'photo/1', alt: 'A', sha256: 'a'.repeat(64), bytes: 'AAAA' }, { type: 'end', lines: 2 }]; // prettier-ignore
    const path = join(tempDir(), 'pictures.jsonl');
    const inputs = fc.oneof(
      mutatedText([pictures.map((one) => JSON.stringify(one)).join('\n')]),
      mutatedJson(pictures).map((one) => `${JSON.stringify(pictures[0])}\n${JSON.stringify(one)}\n`),
      hostileJsonText,
    ); // prettier-ignore
    await fuzz(inputs, async (text) => {
      writeFileSync(path, text);
      await outcome(async () => {
        for await (const _ of readPictures(path)) continue;
      });
    });
  });
});
