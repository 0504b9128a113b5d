import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import {
  checker,
  inSpiteOfDamage,
  stopIfAborted,
  type Report,
  type Watch,
} from '../../platform/database/check/findings.ts';
import { differing, withHiddenTables } from '../../platform/database/check/with-hidden-tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { forEachTeamSet } from '../../record/teams/group-by-teams.ts';
import { wrongCells } from '../statistics/tallies.ts';
import type { Indexer } from './indexer.ts';

/** The number of items that one transaction compares or reindexes. */
export const entriesAtOnce = 250;

/** The tables that indexers fill, each with the column of the item's id. */
const filled = { search_entry: 'thing_id', search_name: 'actor_id', case_began: 'case_id', case_point: 'case_id', case_actor: 'case_id' } as const; // prettier-ignore

/** The tables of counts, to which indexers add rows. They are compared at the end, as sums. */
const counted = ['search_tally', 'statistic_tally', 'statistic_change'];

/**
 * The compared part of an entry. Names are compared instead of codes, because a name can have two codes. Positions of
 * words are not compared, because they depend on the order in which rows were read.
 */
const entryRow = sql`to_jsonb(r) - array['serial', 'terms', 'tsv'] || jsonb_build_object(
  'names', array(select coalesce(s.name, x.code::text) from unnest(r.terms) as x (code) left join search_term s on s.code = x.code),
  'words', array(select w.lexeme || ' ' || array_to_string(array(select distinct v from unnest(w.weights) v order by 1), '') from unnest(r.tsv) w))`;

/** Checks the entries, keys and counts of the search index against the record. @returns the number of checked items */
export async function compareIndex(
  db: Database,
  indexers: readonly Indexer[],
  report: Report,
  { signal, progress }: Watch,
): Promise<number> {
  const total = await countIndexed(db.read, indexers);
  let done = 0;
  for (const indexer of indexers)
    for (let after = 0; ;) {
      stopIfAborted(signal);
      progress(done, total);
      const ids = await db.transaction((tx) => indexer.page(tx, after, entriesAtOnce), checker);
      if (ids.length === 0) break;
      await inSpiteOfDamage(report, 'search_entry', async () => {
        for (const { table, id } of await wrongEntries(db, indexer, ids))
          report({ problem: 'derived', table, thing: id });
      });
      after = ids.at(-1)!;
      done += ids.length;
    }
  progress(done, Math.max(total, done));
  await inSpiteOfDamage(report, 'search_key', async () => {
    for (const thing of await wrongKeys(db.read)) report({ problem: 'derived', table: 'search_key', thing });
  });
  await inSpiteOfDamage(report, 'search_entry', async () => {
    for (const thing of await strayEntries(db.read, indexers))
      report({ problem: 'derived', table: 'search_entry', thing });
  });
  await inSpiteOfDamage(report, 'statistic_tally', async () => {
    for (const { part, a, b, span } of await wrongCells(db.read))
      report({ problem: 'derived', table: 'statistic_tally', name: [part, a, b, span].join('/') });
  });
  await inSpiteOfDamage(report, 'search_tally', async () => {
    for (const { kind, code } of await wrongCounts(db.read))
      report({ problem: 'derived', table: 'search_tally', name: `${kind}/${code}` });
  });
  return done;
}

/** The items among `ids` whose rows in the index are not those that the indexer would insert, with the table. */
function wrongEntries(
  db: Database,
  indexer: Indexer,
  ids: readonly number[],
): Promise<{ table: string; id: number }[]> {
  return withHiddenTables(db, [...Object.keys(filled), ...counted], async (tx, real) => {
    await forEachTeamSet(tx, ids, (alike) => indexer.insert(tx, alike));
    const wrong: { table: string; id: number }[] = [];
    for (const [table, key] of Object.entries(filled)) {
      const row = table === 'search_entry' ? entryRow : undefined;
      for (const { id } of await differing(tx, real(table), { table, key, ids, row })) wrong.push({ table, id });
    }
    return wrong;
  });
}

/** The number of items that these indexers may index. */
export async function countIndexed(db: Reader, indexers: readonly Indexer[]): Promise<number> {
  const kinds = indexers.map((indexer) => indexer.kind).filter((kind) => kind !== 'claim');
  const { rows } = await sql<{ n: number }>`
    select ((select count(*) from thing where kind = any(${kinds}::text[])) + (select count(*) from claim where case_id is null))::int as n`.execute(
    db,
  );
  return rows[0]!.n;
}

/** Items whose search keys differ from their entries. */
async function wrongKeys(db: Reader): Promise<number[]> {
  const { rows } = await sql<{ thing: number }>`
    select distinct thing_id as thing from search_entry e full join search_key k using (thing_id, for_public, for_desk)
    where (e.changed_at, e.sort_on, e.kind, e.terms, array_to_string(e.terms, ' '), e.actors) is distinct from (k.changed_at, k.sort_on, k.kind, k.terms, k.codes, k.actors)
    limit 100`.execute(db);
  return rows.map(({ thing }) => Number(thing));
}

const stray = (indexers: readonly Indexer[]) => sql<{ thing: number }>`
  select e.thing_id as thing from search_entry e
  where e.kind <> all(${indexers.map(({ kind }) => kind)}::text[]) or not exists (select from thing t where t.id = e.thing_id and t.kind = e.kind)
    or (e.kind = 'claim' and not exists (select from claim c where c.id = e.thing_id and c.case_id is null)) limit 1000`;

/** Items that have an entry, but that no indexer would index. */
export async function strayEntries(db: Reader, indexers: readonly Indexer[]): Promise<number[]> {
  return (await stray(indexers).execute(db)).rows.map(({ thing }) => Number(thing));
}

/** The codes whose stored count differs from the number of entries with this code. */
async function wrongCounts(db: Reader): Promise<{ kind: string; code: number }[]> {
  const { rows } = await sql<{ kind: string; code: number }>`
    select kind, code from (select for_public, kind, code, sum(n) as n from search_tally group by 1, 2, 3) y
    full join (${entriesByCode}) c using (for_public, kind, code)
    where coalesce(y.n, 0) <> coalesce(c.n, 0) limit 100`.execute(db);
  return rows;
}

const entriesByCode = sql`
  select a.for_public, e.kind, c.code, count(*) as n from (values (true), (false)) as a (for_public)
  join search_entry e on case when a.for_public then e.for_public else e.for_desk end cross join lateral unnest(e.terms) as c (code) group by 1, 2, 3`;

/** Replaces the stored counts with a new count of all entries. */
export async function recountEntries(tx: Tx): Promise<void> {
  await sql`truncate search_tally`.execute(tx);
  await sql`insert into search_tally (for_public, kind, code, n) select for_public, kind, code, n from (${entriesByCode}) c`.execute(
    tx,
  );
}
