import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { mentionsFamily, type Family } from '../history/forget.ts';
import {
  inRow,
  partsOf,
  partSize,
  rowMayName,
  rowsNaming,
  rowsWhere,
  sizeOf,
  textColumns,
  type NamingRow,
  type PersonSearch,
  type TextColumn,
} from './texts.ts';

/*
 * Searching all texts takes long, so a redaction does it before its transaction, in many short queries. The transaction
 * then reads only the rows that were found, and the rows that were written since the search began
 * (docs/decisions/0272).
 */

/** The maximum number of rows that are noted. Of a table with more, the transaction searches all rows. */
const maxRows = 500_000;
/** How many times a table is searched if another process rewrites it meanwhile. */
const attempts = 3;

/** The places (`ctid`) of the rows of a table that name the person. Null if all rows must be searched. */
type Places = readonly string[] | null;

export type Scan = {
  search: PersonSearch;
  family: readonly Family[];
  /** Every transaction before this one had ended when the search began. */
  since: string;
  columns: readonly TextColumn[];
  /** `file`: the file of a table. PostgreSQL moves the rows to other places only by writing a new file. */
  tables: ReadonlyMap<string, { file: number; places: Places }>;
};

/** The columns of each table. */
export const byTable = (columns: readonly TextColumn[]): Map<string, TextColumn[]> =>
  group(columns.map((column) => [column.table, column]));

/**
 * Searches all texts for a person, in queries of limited size.
 * @param family the person, and the actors merged into them
 */
export async function scan(db: Reader, family: readonly Family[], search: PersonSearch): Promise<Scan> {
  const { rows } = await sql<{ since: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as since`.execute(
    db,
  );
  const columns = await textColumns(db);
  const grouped = byTable(columns);
  const tables = new Map<string, { file: number; places: Places }>();
  let rest = maxRows;
  let due = await filesOf(db, [...grouped.keys()]);
  for (let attempt = 1; due.size > 0; attempt++) {
    for (const [table, file] of due) {
      const places = attempt > attempts ? null : await placesNaming(db, grouped.get(table)!, { family, search }, rest);
      rest -= places?.length ?? 0;
      tables.set(table, { file, places });
    }
    if (attempt > attempts) break;
    const now = await filesOf(db, [...due.keys()]);
    due = new Map([...now].filter(([table, file]) => due.get(table) !== file));
  }
  return { search, family, since: rows[0]!.since, columns, tables };
}

/** For each table the number of its file. */
async function filesOf(db: Reader, tables: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; file: number }>`
    select relname::text as name, pg_relation_filenode(oid)::int8 as file from pg_class
    where relnamespace = current_schema()::regnamespace and relname = any(${[...tables]}::text[]) order by 1`.execute(
    db,
  );
  return new Map(rows.map(({ name, file }) => [name, file]));
}

/** @param most null is returned if there are more rows */
async function placesNaming(
  db: Reader,
  columns: readonly TextColumn[],
  { family, search }: Pick<Scan, 'family' | 'search'>,
  most: number,
): Promise<Places> {
  const places = new Set<string>();
  if (search.finder.words.length > 0)
    for await (const rows of rowsNaming(db, columns, search)) {
      for (const row of rows) inRow(row, () => places.add(row.place));
      if (places.size > most) return null;
    }
  const { table } = columns[0]!;
  if (table === 'change')
    for await (const part of partsOf(db, columns)) {
      const { rows } = await sql<{ place: string }>`
        select ctid::text as place from change where ${part} and ${mentionsFamily(family)}`.execute(db);
      for (const { place } of rows) places.add(place);
      if (places.size > most) return null;
    }
  return [...places];
}

/**
 * Whether a search found all rows that name the person now. It did not if the person got another name meanwhile, for
 * example.
 * @param chosen see `Removal`
 */
export function covers(
  { search, family }: Pick<Scan, 'search' | 'family'>,
  now: Pick<Scan, 'search' | 'family'> & { chosen: ReadonlySet<string> },
): boolean {
  const wanted = ({ search: { finder }, family }: Pick<Scan, 'search' | 'family'>): string =>
    JSON.stringify([finder.words, finder.pattern, finder.encoded, family]);
  // Initials are searched for only in items that refer to the person.
  const isNew = (choice: string): boolean => {
    const item = Number(/^item:(?<id>\d+)\|/.exec(choice)?.groups?.['id']);
    return now.search.linked.has(item) && !search.linked.has(item);
  };
  return wanted({ search, family }) === wanted(now) && ![...now.chosen].some(isNew);
}

/** The rows that the transaction must read, by table; and a condition for rows that were written since. */
export type Examination = { tx: Tx; tables: ReadonlyMap<string, Places>; isNew: RawBuilder<SqlBool> };

/** Begins to read the rows of a scan in the transaction. Until it ends, no table can be rewritten. */
export async function examine(tx: Tx, { tables, since }: Scan): Promise<Examination> {
  const names = [...tables.keys()];
  await sql`lock table ${sql.join(names.map((name) => sql.table(name)))} in row exclusive mode`.execute(tx);
  const files = await filesOf(tx, names);
  const { rows } = await sql<{ passed: number }>`
    select (pg_current_xact_id()::text::int8 - ${since}::int8) as passed`.execute(tx);
  return {
    tx,
    tables: new Map(
      [...tables].map(([name, { file, places }]) => [name, files.get(name) === file ? places : null] as const),
    ),
    // The transaction of a row has a number of 32 bits. `age` compares it with that of this transaction. Rows of
    // subtransactions have their own numbers, which are greater than that of their transaction. A row that is
    // thought newer than it is does no harm.
    isNew: sql<SqlBool>`age(xmin) <= ${rows[0]!.passed}::int8`,
  };
}

/**
 * Locks the rows of a table that the scan found or that were written since, and that fulfil a condition.
 * @returns their places, in groups of limited size
 */
export async function lockRows(
  { tx, tables, isNew }: Examination,
  columns: readonly TextColumn[],
  test: RawBuilder<SqlBool>,
): Promise<string[][]> {
  const { table } = columns[0]!;
  const sizes = new Map<string, number>();
  const lock = async (condition: RawBuilder<SqlBool>): Promise<void> => {
    const { rows } = await sql<{ place: string; size: number }>`
      select ctid::text as place, ${sizeOf(columns)} as size from ${sql.table(table)} where ${condition} for update`.execute(
      tx,
    );
    for (const { place, size } of rows) sizes.set(place, Number(size));
  };
  const places = tables.get(table) ?? null;
  // If someone else changes a row while this waits for its lock, the row moves, and is found as a new one.
  if (places === null) await lock(test);
  else if (places.length > 0) await lock(sql<SqlBool>`ctid = any(${[...places]}::text[]::tid[]) and ${test}`);
  await lock(sql<SqlBool>`case when ${isNew} then ${test} else false end`);
  const groups: string[][] = [];
  let room = 0;
  for (const [place, size] of sizes) {
    if (room <= 0) {
      groups.push([]);
      room = partSize;
    }
    groups.at(-1)!.push(place);
    room -= size + 100;
  }
  return groups;
}

/** A condition for rows at these places. */
export const atPlaces = (places: readonly string[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`ctid = any(${[...places]}::text[]::tid[])`;

/** The rows of a table that name the person, locked, a few at a time. */
export async function* examinedRows(
  examination: Examination,
  columns: readonly TextColumn[],
  search: PersonSearch,
): AsyncGenerator<NamingRow[]> {
  for (const places of await lockRows(examination, columns, rowMayName(columns, search)))
    yield rowsWhere(examination.tx, columns, search, atPlaces(places));
}
