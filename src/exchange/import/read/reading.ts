import { z } from 'zod';
import type { ByteSource } from '../../../platform/readers/reader.ts';

/** How to read a file of rows: its kind and the options for it. */
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

/** A cell: its text, or several (a list in JSON). */
export type Cell = string | readonly string[];

/** An error or warning about a row: a message of `imports.json` with its parameters, and the column. */
export type Note = { column: string | null; message: string; params?: Record<string, string | number> };

export type TableRow = {
  /** The number of the line in which the row begins, from 1. In JSON, the number of the item. */
  line: number;
  cells: readonly Cell[];
  /** Why the row is unusable. */
  fault?: Note;
};

/** A row in the text of a table, which is stored with the file. */
export const rowText = (cells: readonly Cell[]): string =>
  cells
    .map((cell) => (typeof cell === 'string' ? cell : cell.join(', ')))
    .join('\t')
    .replaceAll('\u0000', '');

/** An opened table: the column names, and the rows to be read. `bytes`: how many bytes of the file were read. */
export type Table = {
  columns: readonly string[];
  rows: AsyncIterable<TableRow>;
  bytes(): number;
};

/** The source of the bytes; may be opened more than once. */
export type Bytes = ByteSource;

export const longestCell = 20_000;

/** Unique column names: a column without a name is named by its number, and a repeated name gets a number added. */
export function nameColumns(headers: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headers.map((header, index) => {
    const name = header.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, 200) || `#${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** A text as a cell: no byte order mark, no spaces around it, one kind of line end. */
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
      if (text.length > longestCell)
        return {
          column: columns[index] ?? null,
          message: 'exchange.imports.fault.long_cell',
          params: { limit: longestCell },
        };
      if (text.includes('\ufffd'))
        return { column: columns[index] ?? null, message: 'exchange.imports.fault.undecodable' };
      if (text.includes('\u0000'))
        return { column: columns[index] ?? null, message: 'exchange.imports.fault.binary_cell' };
    }
  }
  return undefined;
}
