import { AppError } from '../../../platform/errors.ts';
import {
  nameColumns,
  shapeFault,
  tidyCell,
  type Bytes,
  type TableReadOptions,
  type Table,
  type TableRow,
} from './reading.ts';
import { openWorkbook, textCollector, tooLarge, unescape, type DateFormat, type Workbook } from './workbook.ts';

const maxRows = 1_048_576;
const maxColumns = 16_384;
/** The maximum number of cells of a sheet, including empty cells between filled ones. */
const maxCells = 50_000_000;

const refuse = (cause: unknown): never => {
  throw cause instanceof AppError ? cause : new AppError('import_bad_xlsx', { cause });
};

/** The names of a workbook's sheets, hidden ones last. @throws AppError `import_bad_xlsx`, `import_xlsx_too_large` */
export async function sheetsOf(file: Bytes): Promise<string[]> {
  return (await openWorkbook(file).catch(refuse)).sheets.map((sheet) => sheet.name);
}

/**
 * Reads one sheet, row by row. Dates become ISO dates, whatever their format in the sheet. Formulas become the results
 * that they had at the last save. Of merged cells, only the first one has the value.
 * @throws AppError `import_bad_xlsx`, `import_xlsx_too_large`, `import_no_sheet`, `import_no_rows`
 */
export async function readXlsx(file: Bytes, reading: TableReadOptions): Promise<Table> {
  let read = 0;
  const counted: Bytes = {
    ...file,
    open: async function* (range) {
      for await (const chunk of file.open(range)) {
        read += chunk.byteLength;
        yield chunk;
      }
    },
  };
  const book = await openWorkbook(counted).catch(refuse);
  const wanted = reading.sheet;
  const sheet = wanted === undefined ? book.sheets[0] : book.sheets.find(({ name }) => name === wanted);
  if (!sheet)
    throw wanted === undefined
      ? new AppError('import_bad_xlsx')
      : new AppError('import_no_sheet', { details: { sheet: wanted } });
  const rows = sheetRows(book, sheet.part);
  const next = async (): Promise<{ line: number; cells: string[] } | null> => {
    const result = await rows.next().catch(refuse);
    return result.done ? null : result.value;
  };
  let header = await next();
  while (header && header.line < reading.headerRow) header = await next();
  if (!header) throw new AppError('import_no_rows');
  const columns = nameColumns(header.cells);
  return {
    columns,
    bytes: () => Math.min(read, file.size),
    rows: (async function* (): AsyncGenerator<TableRow> {
      try {
        for (let row = await next(); row; row = await next()) {
          // In the file, empty cells at the end of a row are left out.
          while (row.cells.length < columns.length) row.cells.push('');
          yield { ...row, fault: shapeFault(row.cells, columns) };
        }
      } finally {
        await rows.return(undefined);
      }
    })(),
  };
}

/** The rows that are not empty. */
async function* sheetRows(book: Workbook, part: string): AsyncGenerator<{ line: number; cells: string[] }, void> {
  const values: Values = {
    strings: await book.strings(),
    dateFormats: await book.dateFormats(),
    from1904: book.from1904,
  };
  let found: { line: number; cells: string[] }[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = 0;
  let count = 0;
  let cell: Record<string, string> = {};
  const value = textCollector();
  const parsing = book.parse(part, {
    ...value,
    open: (name, attributes) => {
      value.open(name);
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1);
        cells = [];
        column = 0;
        if (!Number.isInteger(line) || line < 1) throw new Error(`there is no row ${line}`);
        if (line > maxRows) throw tooLarge();
      } else if (name === 'c') {
        cell = attributes;
        if (cell['r']) column = columnOf(cell['r']);
        value.start();
        if (column < 0) throw new Error(`there is no cell ${cell['r']}`);
        if (column >= maxColumns) throw tooLarge();
      }
    },
    close: (name) => {
      value.close(name);
      if (name === 'c') {
        const text = cellText(values, cell, value.end());
        // Empty cells are skipped: rows often end with many that have only a format.
        if (text !== '') {
          count += 1 + Math.max(0, column - cells.length);
          if (count > maxCells) throw tooLarge();
          while (cells.length < column) cells.push('');
          cells[column] = text;
        }
        column++;
      } else if (name === 'row' && cells.length > 0) found.push({ line, cells });
    },
  });
  for await (const _ of parsing) {
    yield* found;
    found = [];
  }
}

/** The index of a cell's column, from 0; 27 for `AB12`. */
function columnOf(reference: string): number {
  let column = 0;
  for (const char of reference) {
    const place = char.charCodeAt(0) - 64;
    if (place < 1 || place > 26) break;
    column = column * 26 + place;
  }
  return column - 1;
}

type Values = { strings: readonly string[]; dateFormats: readonly (DateFormat | undefined)[]; from1904: boolean };

/** A cell's text, by the cell's type (ISO/IEC 29500-1 §18.18.11). @throws Error if a shared string is missing */
function cellText(book: Values, cell: Record<string, string>, value: string): string {
  if (value === '') return '';
  switch (cell['t']) {
    case 's': {
      const text = book.strings[Number(value)];
      if (text === undefined) throw new Error(`there is no shared string ${value}`);
      return text;
    }
    case 'b':
      return value === '1' || value === 'true' ? 'true' : 'false';
    case 'd':
      return shorter(value);
    case 'str':
    case 'inlineStr':
    case 'e':
      return tidyCell(unescape(value));
  }
  const number = Number(value);
  if (Number.isNaN(number)) return tidyCell(value);
  const format = book.dateFormats[Number(cell['s'] ?? 0)];
  if (format === 'elapsed') return clock(number);
  return (format && dateText(number, book.from1904)) ?? numberText(number);
}

/**
 * A number as text with at most 15 digits. Excel calculates with 15 digits; further digits in the file are rounding
 * errors.
 */
const numberText = (number: number): string =>
  String(Number.isInteger(number) ? number : Number(number.toPrecision(15)));

const lastDay = 2_958_465;

/**
 * Converts Excel's number for a date (days since 1900 or 1904, with fractions for the time); null after the year 9999.
 */
function dateText(number: number, from1904: boolean): string | null {
  if (number >= 0 && number < 1 && !(from1904 && number === 0)) return clock(number);
  // Excel counts 29 February 1900, which did not exist, so the numbers of days before it differ by one.
  const days = number + (from1904 ? 1462 : number > 0 && number < 60 ? 1 : 0);
  if (Math.abs(days) > lastDay) return null;
  return shorter(new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000).toISOString());
}

/** Shortens an ISO date with a time: removes the seconds, and the time if it is midnight. */
function shorter(date: string): string {
  const [day = '', time = '00:00'] = date.split('T');
  return time.startsWith('00:00') ? day : `${day}T${time.slice(0, 5)}`;
}

/** Fractions of a day as hours, minutes and, if any, seconds. */
function clock(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = (parts[2] ? parts : parts.slice(0, 2)).map((part) => String(part).padStart(2, '0')).join(':');
  return days < 0 ? `-${text}` : text;
}
