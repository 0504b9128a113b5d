import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { countedClaim } from '../../record/claims/counted.ts';
import { isOpen } from '../../record/views/listed.ts';
import type { Statistic } from './count.ts';
import { matching, withoutInvented } from './matching.ts';

/**
 * With more cases, sources are read from the newest on, because one of the first is probably about one of the cases.
 */
const maxCases = 1_000;

/** When the newest public source of the cases of a statistic was published (EDTF). Null if no source has a date. */
export async function loadNewestSource(
  db: Reader,
  { query, total, leftOut }: Pick<Statistic, 'query' | 'total' | 'leftOut'>,
): Promise<string | null> {
  if (total === 0) return null;
  const all = await matching(db, query, 'public');
  const within = leftOut ? withoutInvented(all) : all;
  const claims = sql`claim k join thing t on t.id = k.id and ${countedClaim('k')} and ${isOpen('public', 't')}`;
  const dated = sql`search_key q join source s on s.id = q.thing_id and q.kind = 'source' and q.for_public and s.published is not null`;
  const { rows } = await (
    total <= maxCases
      ? sql<{ published: string }>`
        select s.published from search_entry e join thing m on m.canonical_id = e.thing_id
        join ${claims} on k.case_id = m.id join thing a on a.id = k.source_id join ${dated} on q.thing_id = a.canonical_id
        where ${within} order by q.sort_on desc, q.thing_id limit 1`
      : sql<{ published: string }>`
        select s.published from (select s.*, q.sort_on from ${dated} order by q.sort_on desc, q.thing_id offset 0) s
        where exists (
          select from thing a join ${claims} on k.source_id = a.id join thing m on m.id = k.case_id
          join search_entry e on e.thing_id = m.canonical_id where a.canonical_id = s.id and ${within})
        limit 1`
  ).execute(db);
  return rows[0]?.published ?? null;
}
