import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { runReader } from '../../../platform/readers/run-reader.ts';
import { openTable } from './open-table.ts';
import { readingSchema, type Bytes, type TableRow } from './reading.ts';
import { openFile, scanFile, scanReader, sheetsIn } from './table-readers.ts';

function fileOf(bytes: Uint8Array | string, name = 'table.csv'): Bytes & { open_: number } {
  const all = Buffer.from(bytes);
  return {
    size: all.byteLength,
    name,
    open_: 0,
    async *open({ start = 0, end = all.byteLength - 1 } = {}) {
      this.open_++;
      try {
        for (let at = start; at <= end; at += 65_536) yield all.subarray(at, Math.min(end + 1, at + 65_536));
      } finally {
        this.open_--;
      }
    },
  };
}
const csv = (rows: number): string =>
  `name,city,year\n${Array.from({ length: rows }, (_, row) => `"Name ${row}",Almaty,${1990 + (row % 30)}\n`).join('')}`;
const reading = readingSchema.parse({ format: 'csv' });
const all = async (rows: AsyncIterable<TableRow>): Promise<TableRow[]> => {
  const read: TableRow[] = [];
  for await (const row of rows) read.push(row);
  return read;
};

describe('a table that is read in a separate process', () => {
  it('has the same rows as a table that is read in this process', async () => {
    const file = fileOf(csv(25_000));
    const [there, here] = [await openFile(file, null), await openTable(file, reading)];
    expect(there.columns).toEqual(here.columns);
    expect(await all(there.rows)).toEqual(await all(here.rows));
    expect([there.bytes(), file.open_]).toEqual([file.size, 0]);
    await there.close();
  });

  it('is read only as far as rows are requested, and is closed then', async () => {
    const file = fileOf(csv(500_000));
    const table = await openFile(file, reading);
    for await (const { line } of table.rows) if (line === 10) break;
    expect(table.bytes()).toBeLessThan(file.size / 10);
    await table.close();
    expect(file.open_).toBe(0);
    const unread = await openFile(file, reading);
    await unread.close();
    expect(file.open_).toBe(0);
  });

  it('fails with an error code of the catalogue', async () => {
    await expect(openFile(fileOf(''), null)).rejects.toMatchObject({ code: 'import_empty' });
    await expect(scanFile(fileOf('%PDF-1.7'), {})).rejects.toMatchObject({ code: 'import_binary' });
    await expect(sheetsIn(fileOf('PK\u0003\u0004broken', 'a.xlsx'))).rejects.toMatchObject({ code: 'import_bad_xlsx' });
    const { rows } = await openFile(fileOf(`name,city\n"never closed${'x'.repeat(2 ** 21)}`), reading);
    await expect(all(rows)).rejects.toMatchObject({ code: 'import_unclosed_quote' });
  });

  it('does not block this process', async () => {
    let turns = 0;
    let isReading = true;
    const count = (): void => {
      turns++;
      if (isReading) setImmediate(count);
    };
    // `scanFile` reads all rows of this file before it returns.
    const scanning = scanFile(fileOf(csv(20_000)), {});
    count();
    expect((await scanning).profile.rows).toBe(20_000);
    isReading = false;
    expect(turns).toBeGreaterThan(1000);
  });

  it('is refused if its values are nested too deeply', async () => {
    const nested = `{"a":`.repeat(100_000) + '1' + '}'.repeat(100_000);
    for (const [text, name] of [
      [`{"b":1}\n${nested}\n`, 'table.jsonl'],
      [`[{"b":1},${nested}]`, 'table.json'],
      [`[{"b":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`, 'table.json'],
    ] as const)
      await expect(scanFile(fileOf(text, name), {})).rejects.toMatchObject({ code: 'reading_too_deep' });
  });

  it('is refused if reading takes too long', async () => {
    const file = fileOf(csv(500_000));
    await expect(runReader({ ...scanReader, seconds: 0.05 }, { partly: {} }, { source: file })).rejects.toMatchObject({
      code: 'reading_too_slow',
    });
    expect(file.open_).toBe(0);
  });
});

describe('a workbook', () => {
  it('is refused if it unpacks to hundreds of times its size', async () => {
    const zip = new ZipFile();
    const row = '<row><c t="inlineStr"><is><t>Words</t></is></c></row>';
    zip.addBuffer(Buffer.from(row.repeat(Math.ceil((80 * 2 ** 20) / row.length))), 'xl/worksheets/sheet1.xml');
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
    const bomb = Buffer.concat(chunks);
    expect(bomb.byteLength).toBeLessThan(2 ** 20);
    await expect(scanFile(fileOf(bomb, 'bomb.xlsx'), {})).rejects.toMatchObject({ code: 'import_xlsx_too_large' });
  });
});
