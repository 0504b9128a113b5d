import { sql } from 'kysely';
import type { ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { sumUpTallies, tallyCases } from '../statistics/tallies.ts';

/**
 * Deletes entries from the index, and subtracts them from the counts.
 * @returns the codes that the deleted entries had
 */
export async function deleteEntries(tx: Tx, ids: readonly number[]): Promise<number[]> {
  await tallyCases(tx, ids, 'take out');
  const { rows } = await sql<{ codes: number[] | null }>`
    with gone as (
      delete from search_entry where thing_id = any(${[...ids]}::bigint[]) returning for_public, for_desk, kind, terms
    ), gone_keys as (
      delete from search_key where thing_id = any(${[...ids]}::bigint[])
    ), counted as (
      insert into search_tally (for_public, kind, code, n)
      select a.is_public, g.kind, c.code, -count(*) from (values (true), (false)) as a (is_public)
      join gone g on case when a.is_public then g.for_public else g.for_desk end cross join lateral unnest(g.terms) as c (code) group by 1, 2, 3
    )
    select array_agg(distinct c.code) as codes from gone cross join lateral unnest(terms) as c (code)`.execute(tx);
  return rows[0]?.codes?.map(Number) ?? [];
}

/** Inserts the search keys of new entries, sorted by date, because the newest entries are searched first. */
export async function insertKeys(tx: Tx, ids: readonly number[] | 'all'): Promise<void> {
  await sql`
    insert into search_key (thing_id, changed_at, sort_on, for_public, for_desk, kind, terms, codes, actors)
    select thing_id, changed_at, sort_on, for_public, for_desk, kind, terms, array_to_string(terms, ' '), actors from search_entry
    ${ids === 'all' ? sql`` : sql`where thing_id = any(${[...ids]}::bigint[])`} order by sort_on desc, thing_id desc`.execute(
    tx,
  );
}

/** `sumUp` does its work after each change set whose id is a multiple of this. */
const everySets = 64;
/** `sumUp` also does its work after each change set with at least this many changes. */
const largeSet = 500;

/**
 * Each change adds rows to the tables of counts, so that writes do not wait for each other. This replaces these rows
 * with their sums, if it is due. Rows that another operation is summing up are skipped.
 */
export async function sumUp(tx: Tx, set: Pick<ChangeSet, 'id'> & { changes: { length: number } }): Promise<void> {
  if (set.id % everySets !== 0 && set.changes.length < largeSet) return;
  await sql`
    with taken as (
      delete from search_tally where ctid = any(array(select ctid from search_tally for update skip locked)) returning for_public, kind, code, n
    )
    insert into search_tally (for_public, kind, code, n) select for_public, kind, code, sum(n) from taken group by 1, 2, 3 having sum(n) <> 0`.execute(
    tx,
  );
  await sumUpTallies(tx);
}

/** Deletes codes of laws that no entry uses any more, because their names contain words of the record. */
export async function deleteWords(tx: Tx, codes: readonly number[]): Promise<void> {
  if (codes.length === 0) return;
  await sql`
    delete from search_term t where t.code = any(${[...codes]}::int[]) and t.name like 'law=%'
      and not exists (select from search_key e where e.terms @> array[t.code])`.execute(tx);
}
