import { sql } from 'kysely';
import {
  sameWord,
  storeErasures,
  wordCheck,
  type Erasure,
  type PersonErasure,
  type Place,
  type RowErasure,
} from '../../platform/backup/erasures.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { finishErasures } from '../../platform/erasing/finish-erasures.ts';
import { noteErasure } from '../../platform/erasing/note-erasure.ts';
import { AppError } from '../../platform/errors.ts';
import { systemPrincipal, type App, type Principal } from '../../platform/operation.ts';
import type { StripPackage } from '../files/strip-packages.ts';
import { refOf } from '../refs.ts';
import { redactPerson } from './redact.ts';
import { choiceOf, textColumns } from './texts.ts';
import { ofWords } from './whole-words.ts';

/** The reason that readers see for a person who is redacted again. */
const ground = 'Redacted before this site was restored from a backup.';

/** Acts as an editor who has just proven their identity, because the desk decided on these redactions before. */
const restorer: Principal = { ...systemPrincipal, via: 'cli', roles: ['editor'], provenAt: new Date(8.64e15) };

/** How many people and rows were erased again. `unread`: people for whom some removed words could not be found. */
export type ErasedAgain = { people: number; rows: number; unread: string[] };

/** Repeats the erasures that the database does not have yet, because it comes from an older backup. */
export async function eraseAgain(app: App, list: readonly Erasure[], strip: StripPackage): Promise<ErasedAgain> {
  const missing = await unknownIn(app.db.read, list);
  const done: ErasedAgain = { people: 0, rows: 0, unread: [] };
  const check = await wordCheck(app.config.dataDir);
  for (const one of missing) {
    if (one.kind === 'row') {
      const own = await erasableColumns(app.db.read, one.data.table);
      done.rows += await app.db.transaction((tx) => eraseRow(tx, one.data, own));
    } else {
      const { words, here, complete } = await wordsAt(app.db.read, one.data, check);
      const refs = await peopleOf(app.db.read, one.data);
      for (const actor of refs) {
        await redactPerson(app, restorer, { actor, alsoErase: words, here, ground }, strip).catch((error: unknown) => {
          // The actor was redacted together with another one, into which it was merged, or it has no names to remove.
          if (!(error instanceof AppError) || error.code !== 'redacted') throw error;
        });
        done.people++;
      }
      if (!complete) done.unread.push(...refs);
    }
  }
  await app.db.transaction((tx) => storeErasures(tx, missing));
  const erasable = await erasableTables(app.db.read, missing);
  if (erasable.size) await app.db.transaction((tx) => noteErasure(tx, { act: 'restore', tables: erasable.keys() }));
  await finishErasures(app);
  return done;
}

/**
 * Prepares to erase rows again in the database of an older release, whose schema may not yet say what can be erased.
 * @param db the newer database, in which the rows were erased
 * @returns a function that erases those of the rows that the older database still has, and returns their number
 */
export async function eraseRowsAgain(
  db: Database,
  list: readonly Erasure[],
): Promise<(older: Database) => Promise<number>> {
  const erasable = await erasableTables(db.read, list);
  return async (older) => {
    const { rows } = await sql<{ name: string; columns: string[] }>`
      select c.relname::text as name, array_agg(a.attname::text) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = current_schema()::regnamespace and c.relname::text = any(${[...erasable.keys()]}::text[]) group by 1`.execute(
      older.read,
    );
    const there = new Map(
      rows.map(({ name, columns }) => [name, columns.filter((one) => erasable.get(name)!.has(one))]),
    );
    const { rows: tables } = await sql<{ notes: boolean }>`select to_regclass('erasure') is not null as notes`.execute(
      older.read,
    );
    const { notes } = tables[0]!;
    const missing = notes ? await unknownIn(older.read, list) : list;
    let erased = 0;
    for (const one of missing) {
      const own = one.kind === 'row' ? there.get(one.data.table) : undefined;
      if (one.kind === 'row' && own) erased += await older.transaction((tx) => eraseRow(tx, one.data, new Set(own)));
    }
    if (notes) await older.transaction((tx) => storeErasures(tx, missing));
    // The restored database has new files. Only the rows that were just erased must be removed from them.
    await older.eraseOldVersions([...there.keys()]);
    return erased;
  };
}

/** The erasures that are not stored in the database. */
async function unknownIn(db: Reader, list: readonly Erasure[]): Promise<Erasure[]> {
  const known = new Set((await db.selectFrom('erasure').select('id').execute()).map((row) => row.id));
  return list.filter((one) => !known.has(one.id));
}

/** The tables of the erased rows that have the trigger `erased`, with their columns (`erasableColumns`). */
async function erasableTables(db: Reader, list: readonly Erasure[]): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const table of new Set(list.flatMap((one) => (one.kind === 'row' ? [one.data.table] : [])))) {
    const columns = await erasableColumns(db, table);
    if (columns.size) found.set(table, columns);
  }
  return found;
}

/** The people of a redaction who are in this database. */
async function peopleOf(db: Reader, { things }: PersonErasure): Promise<string[]> {
  const rows = await db
    .selectFrom('thing')
    .select(['kind', 'number'])
    .where('id', 'in', [...things])
    .where('kind', '=', 'actor')
    .where('redacted_at', 'is', null)
    .execute();
  return rows.map(refOf);
}

/**
 * Reads the removed words at the places where they were.
 * @returns `here`: words that are removed only at their places (`choiceOf`); `complete`: whether every word with places
 * was found
 */
async function wordsAt(
  db: Reader,
  { words }: PersonErasure,
  check: (word: string) => number,
): Promise<{ words: string[]; here: string[]; complete: boolean }> {
  const columns = new Set(
    (await textColumns(db)).flatMap(({ table, column, type, hasId }) =>
      type === 'text' && hasId ? [`${table}.${column}`] : [],
    ),
  );
  const found = new Set<string>();
  const here = new Set<string>();
  let complete = true;
  for (const word of words) {
    const read = new Set<string>();
    for (const place of word.places) {
      const text = columns.has(`${place.table}.${place.column}`) ? await textAt(db, place) : null;
      if (text !== null && check(text) === word.check) read.add(sameWord(text));
    }
    for (const text of read)
      if (word.at !== undefined) here.add(choiceOf(word.at, text));
      else if (text.length >= 3) found.add(text);
    if (word.places.length > 0 && read.size === 0) complete = false;
  }
  return { words: [...found], here: [...here], complete };
}

/** The word at a place. Null if the text there now begins or ends in the middle of a word, so it has changed. */
async function textAt(db: Reader, { table, column, row, start, length }: Place): Promise<string | null> {
  const { rows } = await sql<{ text: string | null }>`
    select substring(${sql.ref(column)} from ${Math.max(1, start - 1)}::int for ${length + (start > 1 ? 2 : 1)}::int) as text
    from ${sql.table(table)} where id = ${row}`.execute(db);
  const text = rows[0]?.text;
  if (!text) return null;
  const around = new RegExp(
    `^${start > 1 ? `[^${ofWords}]` : ''}(?<word>[\\s\\S]{${length}})(?:[^${ofWords}])?$`,
    'u',
  ).exec(text);
  return around?.groups?.['word'] ?? null;
}

/**
 * Deletes a row again, or sets those of its columns that are in `own` to the values that the erasure gave them.
 * @returns how many rows changed
 */
async function eraseRow(tx: Tx, { table, row, columns }: RowErasure, own: ReadonlySet<string>): Promise<number> {
  if (own.size === 0) return 0;
  if (!columns) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where id = ${row}`.execute(tx);
    return Number(numAffectedRows ?? 0);
  }
  const names = Object.keys(columns).filter((name) => own.has(name));
  if (names.length === 0) return 0;
  const refs = sql.join(names.map((name) => sql.ref(name)));
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set (${refs}) = (select ${refs} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(columns)}::jsonb) given)
    where id = ${row}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** The columns of a table with the trigger `erased`, which stores erasures. Empty for a table without this trigger. */
async function erasableColumns(db: Reader, table: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select a.attname::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where t.tgname = 'erased' and c.relname = ${table} and c.relnamespace = current_schema()::regnamespace and a.attname <> 'id'`.execute(
    db,
  );
  return new Set(rows.map((one) => one.name));
}
