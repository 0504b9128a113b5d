import { z } from 'zod';
import type { ByteSource } from '../../../platform/readers/reader.ts';

/** How to read a table: its format, and the options for this format. */
export const readingSchema = z.object({
  format: z.enum(['csv', 'xlsx', 'json', 'jsonl']),
  /** The encoding, by its WHATWG name. XLSX ignores it. */
  charset: z.string().min(1).max(40).default('utf-8'),
  /** CSV: the separator of cells. */
  delimiter: z.string().length(1).default(','),
  /** XLSX: the name of the sheet; if left out, the first. */
  sheet: z.string().max(100).optional(),
  /** CSV, XLSX: the row with the column names, counted from 1. */
  headerRow: z.number().int().min(1).max(100).default(1),
});

export type TableReadOptions = z.output<typeof readingSchema>;

/** A cell: a text, or several texts (a list in JSON). */
export type Cell = string | readonly string[];

/** An error or warning about a row: a message key with its parameters, and the name of the column. */
export type Note = { column: string | null; message: string; params?: Record<string, string | number> };

export type TableRow = {
  /** The number of the line in which the row begins, from 1. In JSON, the number of the item. */
  line: number;
  cells: readonly Cell[];
  /** Why the row is unusable. */
  fault?: Note;
};

/** A row as a line of the text that is stored for the file. */
export const rowText = (cells: readonly Cell[]): string =>
  cells
    .map((cell) => (typeof cell === 'string' ? cell : cell.join(', ')))
    .join('\t')
    .replaceAll('\u0000', '');

/**
 * An opened table: its column names, and its rows, which are read when needed. `bytes`: bytes of the file read so far.
 */
export type Table = {
  columns: readonly string[];
  rows: AsyncIterable<TableRow>;
  bytes(): number;
};

/** The bytes of a file. They may be opened more than once. */
export type Bytes = ByteSource;

export const maxCellLength = 20_000;

/** Makes column names unique: a column without a name gets its number as a name, and repeated names get a number. */
export function nameColumns(headers: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headers.map((header, index) => {
    const name = header.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, 200) || `#${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** Cleans the text of a cell: removes spaces and a byte order mark around it, and makes all line ends `\n`. */
export const tidyCell = (text: string): string => text.replace(/\r\n?/g, '\n').trim();

/** The error of a row whose cells do not fit the columns, or undefined. Extra empty cells are allowed. */
export function shapeFault(cells: readonly Cell[], columns: readonly string[]): Note | undefined {
  let last = cells.length;
  while (last > columns.length && cells[last - 1] === '') last--;
  if (last !== columns.length)
    return {
      column: null,
      message: last > columns.length ? 'exchange.imports.fault.more_cells' : 'exchange.imports.fault.fewer_cells',
      params: { cells: last, columns: columns.length },
    };
  for (const [index, cell] of cells.entries()) {
    for (const text of typeof cell === 'string' ? [cell] : cell) {
      if (text.length > maxCellLength)
        return {
          column: columns[index] ?? null,
          message: 'exchange.imports.fault.long_cell',
          params: { limit: maxCellLength },
        };
      if (text.includes('\ufffd'))
        return { column: columns[index] ?? null, message: 'exchange.imports.fault.undecodable' };
      if (text.includes('\u0000'))
        return { column: columns[index] ?? null, message: 'exchange.imports.fault.binary_cell' };
    }
  }
  return undefined;
}
