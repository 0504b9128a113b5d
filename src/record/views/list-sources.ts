import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { nameKeys } from '../actors/names/keys.ts';
import { undeclined } from '../actors/names/undeclined.ts';
import { isListed, isOpen } from './listed.ts';
import type { IndexQuery, KindCount } from './lists.ts';
import { loadSourceBriefs, type SourceBrief } from './sources.ts';

export type SourceList = { sources: SourceBrief[]; total: number; kinds: KindCount[] };

/**
 * Public sources, the newest first. With `q`, sources are found by a part of their title or web address, and by the
 * name of their publisher across scripts and spellings.
 */
export async function listSources(db: Reader, { q, kind, limit, offset }: IndexQuery): Promise<SourceList> {
  const keys = q ? [...new Set([q, ...q.split(/\s+/).flatMap(undeclined)].flatMap(nameKeys))] : [];
  const like = containing(q ?? '');
  const asked = q
    ? sql`and (s.title ilike ${like}
        or exists (select from source_address w where w.source_id = s.id and w.url ilike ${like})
        or exists (select from thing m join thing p on p.id = m.canonical_id join actor_name n on n.actor_id = p.id
          where m.id = s.publisher_id and ${isOpen('public', 'p')} and (n.keys && ${keys}::text[] or n.text ilike ${like})))`
    : sql``;
  const found = sql`
    select s.id, s.kind, regexp_replace(s.published, '^[^0-9]+', '') as day
    from source s join thing t on t.id = s.id and t.kind = 'source' where ${isListed('public')} ${asked}`;
  const [{ rows: kinds }, { rows }] = await Promise.all([
    sql<KindCount>`select kind, count(*)::int as count from (${found}) f group by kind order by 2 desc, 1`.execute(db),
    sql<{ id: number }>`
      select id from (${found}) f ${kind ? sql`where kind = ${kind}` : sql``}
      order by day desc nulls last, id desc limit ${limit} offset ${offset}`.execute(db),
  ]);
  const ids = rows.map((row) => Number(row.id));
  const briefs = new Map((await loadSourceBriefs(db, ids, 'public')).map((one) => [one.brief.id, one]));
  const counts = kinds.map((one) => ({ kind: one.kind, count: Number(one.count) }));
  return {
    sources: ids.flatMap((id) => briefs.get(id) ?? []),
    total: counts.reduce((sum, one) => sum + (!kind || one.kind === kind ? one.count : 0), 0),
    kinds: counts,
  };
}
