import { z } from 'zod';
import type { Cell, Note, Table } from '../read/reading.ts';

const noteSchema = z.object({
  column: z.string().nullable(),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** The contents of a file's columns, as far as its rows were read. */
export const profileSchema = z.object({
  /** The number of rows read. */
  rows: z.number(),
  /** Whether these are all rows of the file. */
  complete: z.boolean(),
  columns: z.array(
    z.object({
      name: z.string(),
      /** The number of rows in which the column is not empty. */
      filled: z.number(),
      /** Whether no two filled cells have the same value. */
      unique: z.boolean(),
      /** Whether cells of this column are lists, which is possible only in JSON. */
      lists: z.boolean(),
      /** Its values, the most frequent first. */
      values: z.array(z.object({ text: z.string(), count: z.number() })),
      /** Whether `values` has all values of the column. */
      whole: z.boolean(),
    }),
  ),
  /** The number of unusable rows. */
  faulty: z.number(),
  /** The first unusable rows. */
  faults: z.array(z.object({ line: z.number(), note: noteSchema })),
  /** The first rows, for the preview. */
  sample: z.array(
    z.object({
      line: z.number(),
      cells: z.array(z.union([z.string(), z.array(z.string())])),
      fault: noteSchema.optional(),
    }),
  ),
});

export type Profile = z.output<typeof profileSchema>;
export type ColumnProfile = Profile['columns'][number];

const lookedAt = 20_000;
const countedValues = 2_000;
const maxValues = 300;
const sampled = 20;

/** Reads the first rows of a table. */
export async function profileTable(table: Table, limit: number = lookedAt): Promise<Profile> {
  const found = table.columns.map((name) => ({
    name,
    filled: 0,
    lists: false,
    values: new Map<string, number>(),
    full: false,
    once: new Set<string>() as Set<string> | null,
  }));
  const profile: Profile = { rows: 0, complete: true, columns: [], faulty: 0, faults: [], sample: [] };
  for await (const row of table.rows) {
    if (profile.rows === limit) {
      profile.complete = false;
      break;
    }
    profile.rows++;
    if (profile.sample.length < sampled)
      profile.sample.push({
        line: row.line,
        cells: row.cells.slice(0, table.columns.length).map((cell) => (typeof cell === 'string' ? cell : [...cell])),
        ...(row.fault && { fault: row.fault }),
      });
    if (row.fault) {
      profile.faulty++;
      if (profile.faults.length < 10) profile.faults.push({ line: row.line, note: row.fault satisfies Note });
      continue;
    }
    for (const [index, column] of found.entries()) count(column, row.cells[index] ?? '');
  }
  profile.columns = found.map(({ name, filled, lists, values, full, once }) => {
    const listed = [...values].toSorted((a, b) => b[1] - a[1]);
    return {
      name,
      filled,
      lists,
      unique: once !== null && filled > 0 && !lists,
      whole: !full && listed.length <= maxValues,
      values: listed.slice(0, maxValues).map(([text, times]) => ({ text, count: times })),
    };
  });
  return profile;
}

/** `once`: all values so far; null after a value has occurred twice. */
type Counting = {
  filled: number;
  lists: boolean;
  values: Map<string, number>;
  full: boolean;
  once: Set<string> | null;
};

function count(column: Counting, cell: Cell): void {
  if (typeof cell !== 'string') column.lists ||= cell.length > 0;
  const texts = (typeof cell === 'string' ? [cell] : cell).filter(Boolean);
  if (texts.length === 0) return;
  column.filled++;
  for (const text of texts) {
    const short = text.slice(0, 200);
    if (column.once?.has(short)) column.once = null;
    else column.once?.add(short);
    const times = column.values.get(short);
    if (times !== undefined) column.values.set(short, times + 1);
    else if (column.values.size < (column.full ? 0 : countedValues)) column.values.set(short, 1);
    else column.full = true;
  }
}
