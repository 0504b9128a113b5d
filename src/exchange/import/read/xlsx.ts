import { Readable } from 'node:stream';
import { AppError } from '../../../platform/errors.ts';
import { nameColumns, shapeFault, tidyCell, type Bytes, type Reading, type Table, type TableRow } from './reading.ts';

type Sheet = AsyncIterable<{ number: number; values: unknown }> & { name: string };
type Workbook = AsyncIterable<Sheet> & { model?: { sheets?: { name: string }[] } };

const bad = (cause: unknown): AppError =>
  cause instanceof AppError ? cause : new AppError('import_bad_xlsx', { cause });

/** The library is large, and most imports are CSV. */
async function openWorkbook(file: Bytes, count: (bytes: number) => void): Promise<{ book: Workbook; close(): void }> {
  const { default: Excel } = await import('exceljs');
  const stream = Readable.from(
    (async function* () {
      for await (const chunk of file.open()) {
        count(chunk.byteLength);
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      }
    })(),
    { objectMode: false },
  );
  const book = new Excel.stream.xlsx.WorkbookReader(stream, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  return { book: book as unknown as Workbook, close: () => stream.destroy() };
}

/** The names of a workbook's sheets. @throws AppError `import_bad_xlsx` */
export async function sheetsOf(file: Bytes): Promise<string[]> {
  const { book, close } = await openWorkbook(file, () => {});
  try {
    for await (const sheet of book) return book.model?.sheets?.map((one) => one.name) ?? [sheet.name];
  } catch (error) {
    throw bad(error);
  } finally {
    close();
  }
  throw new AppError('import_bad_xlsx');
}

/**
 * Reads one sheet, row by row. Dates become ISO dates whatever they look like in the sheet, formulas what they came
 * to when the file was saved.
 * @throws AppError `import_bad_xlsx`, `import_no_sheet`, `import_no_rows`
 */
export async function readXlsx(file: Bytes, reading: Reading): Promise<Table> {
  let read = 0;
  const { book, close } = await openWorkbook(file, (bytes) => (read += bytes));
  const rows = sheetRows(book, reading.sheet)[Symbol.asyncIterator]();
  const next = async (): Promise<{ line: number; cells: string[] } | null> => {
    for (;;) {
      let result;
      try {
        result = await rows.next();
      } catch (error) {
        close();
        throw bad(error);
      }
      if (result.done) return null;
      if (result.value.cells.some((cell) => cell !== '')) return result.value;
    }
  };
  let header = await next();
  while (header && header.line < reading.headerRow) header = await next();
  if (!header) throw new AppError('import_no_rows');
  const columns = nameColumns(header.cells);
  return {
    columns,
    bytes: () => read,
    rows: (async function* (): AsyncGenerator<TableRow> {
      try {
        for (let row = await next(); row; row = await next()) {
          // A sheet leaves out what is empty at a row's end.
          while (row.cells.length < columns.length) row.cells.push('');
          yield { ...row, fault: shapeFault(row.cells, columns) };
        }
      } finally {
        close();
      }
    })(),
  };
}

async function* sheetRows(
  book: Workbook,
  wanted: string | undefined,
): AsyncGenerator<{ line: number; cells: string[] }> {
  for await (const sheet of book) {
    if (wanted !== undefined && sheet.name !== wanted) {
      // A sheet has to be read to get to the next one.
      for await (const _ of sheet) continue;
      continue;
    }
    for await (const row of sheet) {
      const values = Array.isArray(row.values) ? (row.values as unknown[]).slice(1) : [];
      yield { line: row.number, cells: Array.from(values, cellText) };
    }
    return;
  }
  throw new AppError(wanted === undefined ? 'import_bad_xlsx' : 'import_no_sheet', {
    details: wanted === undefined ? {} : { sheet: wanted },
  });
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value !== 'object') return tidyCell(String(value));
  if ('richText' in value) return tidyCell((value.richText as { text: string }[]).map((part) => part.text).join(''));
  if ('formula' in value || 'sharedFormula' in value) return cellText((value as { result?: unknown }).result);
  if ('text' in value) return cellText(value.text);
  return 'error' in value ? String(value.error) : '';
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = date.toISOString().split('T');
  return time.startsWith('00:00') ? day : `${day}T${time.slice(0, 5)}`;
}
