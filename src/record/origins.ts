import { sql } from 'kysely';
import type { Tx } from '../platform/database/tx.ts';

/**
 * Corroboration counts origins, not copies. The origin of a claim is its innermost named speaker; where the
 * page speaks for itself, the publisher of the page that its source copies (republishes or translates) at the end
 * of the line; where nobody is named at all, that page. Four sites that ran one agency's story are one origin.
 *
 * Recomputes `claim.origin` for `claimIds`.
 */
export async function recomputeOrigins(tx: Tx, claimIds: readonly number[]): Promise<void> {
  if (claimIds.length === 0) return;
  await sql`
    with recursive asked as (
      select c.id, c.source_id, c.support from claim c where c.id = any(${[...claimIds]}::bigint[])
    ), copies(source_id, root, hops) as (
      select distinct a.source_id, a.source_id, 0 from asked a where a.source_id is not null
      union
      select c.source_id, d.origin_id, c.hops + 1
      from copies c join derivation d on d.source_id = c.root and d.kind in ('republishes', 'translates')
      where c.hops < 20
    ), roots as (
      select distinct on (source_id) source_id, root from copies order by source_id, hops desc, root
    ), speaker as (
      select distinct on (l.claim_id) l.claim_id, l.actor_id
      from chain_link l join asked a on a.id = l.claim_id
      where l.actor_id is not null and not l.pages_own
      order by l.claim_id, l.position
    ), worked_out as (
      select a.id,
        case
          when s.actor_id is not null then 'actor/' || coalesce(actor.merged_into, actor.id)
          when src.publisher_id is not null then 'actor/' || coalesce(publisher.merged_into, publisher.id)
          when r.root is not null then 'source/' || r.root
          else 'claim/' || a.id
        end as origin
      from asked a
      left join speaker s on s.claim_id = a.id
      left join thing actor on actor.id = s.actor_id
      left join roots r on r.source_id = a.source_id
      left join source src on src.id = r.root
      left join thing publisher on publisher.id = src.publisher_id
    )
    update claim set origin = w.origin from worked_out w where claim.id = w.id and claim.origin is distinct from w.origin`.execute(tx);
}

/** Claims whose origin may change with `sourceIds`: they rest on one of them or on a copy of one. */
export async function claimsRestingOn(tx: Tx, sourceIds: readonly number[]): Promise<number[]> {
  if (sourceIds.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    with recursive downstream(id) as (
      select unnest(${[...sourceIds]}::bigint[])
      union
      select d.source_id from derivation d join downstream x on d.origin_id = x.id where d.kind in ('republishes', 'translates')
    )
    select c.id from claim c join downstream x on c.source_id = x.id`.execute(tx);
  return rows.map((row) => Number(row.id));
}
