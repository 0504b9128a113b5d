import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { containing } from '../database/like.ts';
import { statistics } from '../database/old-versions.ts';
import type { Tx } from '../database/tx.ts';
import type { App } from '../operation.ts';
import { changedWith } from './changed-with.ts';
import { searchFiles, type Hit } from './search-files.ts';
import { decryptWords, deleteKeys } from './search-words.ts';
import type { Obstacle } from './tables.ts';

export type Finished = { finished: number; unfinished: Obstacle[] };

/** The folder that is searched. Other files of the data folder are searched when a person is redacted, or are copies. */
const searched = 'db';
/** Files beside those of tables that PostgreSQL needs. */
const ownFiles = new Set(['PG_VERSION', 'pg_filenode.map', 'pg_internal.init']);
/** How many times the sequence runs if the search finds words. Meanwhile, others may have written. */
const attempts = 2;

/** One run at a time for each data folder. */
const running = new Map<string, Promise<Finished>>();

/**
 * Removes deleted rows from the files of the database, for all erasures that are not finished, and then searches the
 * files for the deleted words. An erasure is finished if the search finds none of its words. The files of a server cannot
 * be searched, so an erasure there is finished once the rows are removed.
 * @returns how many erasures are finished now, and why the others are not
 */
export function finishErasures(app: App, signal?: AbortSignal): Promise<Finished> {
  const { dataDir } = app.config;
  const before = running.get(dataDir) ?? Promise.resolve();
  const done = before.catch(() => {}).then(() => finish(app, signal));
  running.set(dataDir, done);
  return done.finally(() => {
    if (running.get(dataDir) === done) running.delete(dataDir);
  });
}

async function finish(app: App, signal: AbortSignal | undefined): Promise<Finished> {
  const { db, config } = app;
  await db.transaction(noteErasedRows);
  const due = await db.read
    .selectFrom('file_erasure')
    .select(['id', 'tables', 'xid', 'words'])
    .where('finished_at', 'is', null)
    .orderBy('at')
    .execute();
  if (due.length === 0) return { finished: 0, unfinished: [] };
  const words = new Map<string, string[]>();
  for (const one of due) words.set(one.id, await decryptWords(config.dataDir, one));
  const all = [...new Set([...words.values()].flat())];
  // A note with another transaction has got other tables meanwhile (`noteEnded`), so it stays due.
  const isSame = (notes: typeof due) =>
    sql<boolean>`(id, xid) in (select * from unnest(${notes.map(({ id }) => id)}::uuid[], ${notes.map(({ xid }) => String(xid))}::bigint[]))`;
  const last = Math.max(...due.map((one) => Number(one.xid)));
  let tables = await existing(db, [...new Set(due.flatMap((one) => one.tables))]);
  let found: Found = new Map();
  for (let attempt = 1; ; attempt++) {
    const { left, obstacle, remains } = await db.eraseOldVersions(tables, last);
    signal?.throwIfAborted();
    await db.transaction((tx) =>
      tx.updateTable('file_erasure').set({ tables: left, obstacle, remains }).where(isSame(due)).execute(),
    );
    if (obstacle) return { finished: 0, unfinished: due.map(() => obstacle) };
    found = await wordsLeft(app, all, signal);
    if (found.size === 0 || attempt === attempts) break;
    tables = await existing(db, [...new Set([...due.flatMap((one) => one.tables), ...[...found.values()].flat()])]);
  }
  const isLeft = ({ id }: { id: string }): boolean => words.get(id)!.some((word) => found.has(word));
  const finished = due.filter((note) => !isLeft(note));
  const unfinished = due.filter(isLeft);
  await db.transaction(async (tx) => {
    if (finished.length)
      await tx
        .updateTable('file_erasure')
        .set({ finished_at: app.now(), words: null, obstacle: null })
        .where(isSame(finished))
        .execute();
    if (unfinished.length)
      await tx
        .updateTable('file_erasure')
        .set({ obstacle: 'found', tables: [...new Set([...found.values()].flat())] })
        .where(isSame(unfinished))
        .execute();
  });
  await deleteKeys(config.dataDir, new Set(finished.map(({ id }) => id)));
  return { finished: finished.length, unfinished: unfinished.map(() => 'found') };
}

/**
 * Notes the rows that were erased since the last time, such as comments and signatures that were withdrawn, with the
 * rows of other tables that were deleted with them. It includes the ten minutes before that time again, because a
 * transaction that was still open then can have erased rows.
 */
async function noteErasedRows(tx: Tx): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select distinct data ->> 'table' as name from erasure
    where kind = 'row' and at > coalesce((select max(at) from file_erasure where act = 'withdraw'), '-infinity') - interval '10 minutes'`.execute(
    tx,
  );
  if (rows.length === 0) return;
  const tables = await changedWith(
    tx,
    rows.map(({ name }) => name),
  );
  await tx.insertInto('file_erasure').values({ act: 'withdraw', tables }).execute();
}

/** Those of the tables that exist. A later release may have renamed or dropped the others. */
async function existing(db: Database, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname::text as name from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname = any(${[...tables]}::text[])`.execute(
    db.read,
  );
  const known = rows.map(({ name }) => name);
  return tables.includes(statistics) && known.length === 0 ? [statistics] : known;
}

/** The words that are in a file, although no row contains them, with the tables whose files these are. */
type Found = Map<string, string[]>;

async function wordsLeft(
  { db, config: { dataDir } }: App,
  words: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Found> {
  const found: Found = new Map();
  if (db.kind !== 'embedded') return found;
  const hits = await searchFiles(join(dataDir, searched), words, signal);
  if (hits.length === 0) return found;
  const owners = await ownersOfFiles(db);
  for (const word of new Set(hits.map((hit) => hit.word))) {
    const of = hits.filter((hit) => hit.word === word);
    const named = of.map((hit) => ownerOf(hit, owners)).filter((owner) => owner !== 'catalog');
    const everywhere = named.includes('log');
    const own = named.flatMap((owner) => (typeof owner === 'object' ? [owner.table] : []));
    // A word that a row still contains is no secret, such as the key of a property.
    if (
      named.includes('stray') ||
      ((own.length > 0 || everywhere) && !(await hasRows(db, word, everywhere ? null : own)))
    )
      found.set(word, own);
  }
  return found;
}

/** `stray`: a file that belongs to no table; `log`: the log or the statistics, which have values of all tables. */
type Owner = { table: string } | 'catalog' | 'log' | 'stray';

function ownerOf({ path }: Hit, owners: ReadonlyMap<string, Owner>): Owner {
  if (path.startsWith('pg_wal/')) return 'log';
  const name = /^base\/\d+\/(?<name>.+)$/.exec(path)?.groups?.['name'];
  if (name === undefined || ownFiles.has(name)) return 'catalog';
  return owners.get(/^\d+/.exec(name)?.[0] ?? '') ?? 'stray';
}

/** For the number of each file, the table to which it belongs: its own, that of its long values, or of an index. */
async function ownersOfFiles(db: Database): Promise<Map<string, Owner>> {
  const { rows } = await sql<{ node: string; table: string; own: boolean }>`
    with owned as (
      select c.oid as file, coalesce(i.indrelid, c.oid) as of_table from pg_class c left join pg_index i on i.indexrelid = c.oid
    )
    select pg_relation_filenode(o.file)::text as node, t.relname::text as table, t.relnamespace = current_schema()::regnamespace as own
    from owned o left join pg_class long on long.reltoastrelid = o.of_table join pg_class t on t.oid = coalesce(long.oid, o.of_table)
    where pg_relation_filenode(o.file) is not null`.execute(db.read);
  return new Map(
    rows.map(({ node, table, own }): [string, Owner] => [
      node,
      own ? { table } : table === statistics ? 'log' : 'catalog',
    ]),
  );
}

/** Whether a row contains the word, so that a file may contain it. @param tables null for all tables */
async function hasRows(db: Database, word: string, tables: readonly string[] | null): Promise<boolean> {
  const { rows: all } = await sql<{ name: string }>`
    select relname::text as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace
      and (${tables === null} or relname = any(${[...(tables ?? [])]}::text[])) order by relpages`.execute(db.read);
  for (const { name } of all) {
    const { rows } = await sql`
      select 1 from ${sql.table(name)} x where lower(x::text) like ${containing(word.toLowerCase())} limit 1`.execute(
      db.read,
    );
    if (rows.length > 0) return true;
  }
  return false;
}
