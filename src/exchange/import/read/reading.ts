import { z } from 'zod';

/** How a file of rows is read: its kind and the choices that go with it. */
export const readingSchema = z.object({
  format: z.enum(['csv', 'xlsx', 'json', 'jsonl']),
  /** WHATWG name; not for XLSX. */
  charset: z.string().min(1).max(40).default('utf-8'),
  /** CSV: what parts the cells. */
  delimiter: z.string().length(1).default(','),
  /** XLSX: the name of the sheet; the first where it is left out. */
  sheet: z.string().max(100).optional(),
  /** CSV, XLSX: in which row the names of the columns stand, counted from 1. */
  headerRow: z.number().int().min(1).max(100).default(1),
});

export type TableReadOptions = z.output<typeof readingSchema>;

/** A cell: its text, or several (a list in JSON). */
export type Cell = string | readonly string[];

/** What is wrong with a row, or worth knowing: a message of `imports.json` with its parameters, and the column where it stands. */
export type Note = { column: string | null; message: string; params?: Record<string, string | number> };

/** One row as the file has it. */
export type TableRow = {
  /** The line in which it begins, from 1; in JSON the item's number. */
  line: number;
  cells: readonly Cell[];
  /** Why it can't be used as it stands. */
  fault?: Note;
};

/** What a reader yields: first the names of the columns, then rows. `bytes`: how far into the file the reader is. */
export type Table = {
  columns: readonly string[];
  rows: AsyncIterable<TableRow>;
  bytes(): number;
};

/** Where the bytes come from; may be opened more than once. */
export type Bytes = {
  size: number;
  name: string;
  open(range?: { start?: number; end?: number }): AsyncIterable<Uint8Array>;
};

export const longestCell = 20_000;

/** Names of columns, made usable: those without one are numbered, those that repeat say which they are. */
export function nameColumns(headers: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headers.map((header, index) => {
    const name = header.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, 200) || `#${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** A text as a cell: no byte order mark, no blanks around, one kind of line end. */
export const tidyCell = (text: string): string => text.replace(/\r\n?/g, '\n').trim();

/** The fault of a row whose cells can't be what the columns are, or null. Empty cells past the last column do no harm. */
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
