import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';

/**
 * The parts of a claim that decide its independent source. `speakerId`: its first speaker. `paperId`: if the first
 * speaker is a document ("the letter read"), this document.
 */
export type Said = { id: number; speakerId: number | null; paperId: number | null; sourceId: number | null };

/**
 * The independent source of a claim. Republished stories add none.
 *
 * It is the first named speaker of the claim. If a letter, post or ruling speaks instead of a person, it is this
 * document. If the page itself speaks, it is the publisher of the original page (before republishing and translation),
 * or that page if its publisher is unknown. A claim without any of these is its own independent source.
 *
 * So four sites that publish one agency's story have one independent source. Two sites that quote one letter have one,
 * too.
 */
export function originOf(claim: Said, roots: ReadonlyMap<number, string>): string {
  if (claim.speakerId !== null) return `actor/${claim.speakerId}`;
  if (claim.paperId !== null) return `source/${claim.paperId}`;
  return (claim.sourceId === null ? undefined : roots.get(claim.sourceId)) ?? `claim/${claim.id}`;
}

/**
 * For each source, the publisher of its original source, which is found by following republished stories back:
 * `actor/<id>`. If the publisher is unknown, the original source: `source/<id>`.
 */
export async function rootsOf(db: Reader, sourceIds: readonly number[]): Promise<Map<number, string>> {
  const ids = [...new Set(sourceIds)];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ source_id: number; origin: string }>`
    with recursive copies(source_id, root, hops) as (
      select id, id, 0 from unnest(${ids}::bigint[]) as id
      union
      -- the next step: from a merged source to the canonical one, from a republished story to its original
      select c.source_id, d.origin_id, c.hops + 1
      from copies c, lateral (
        select origin_id from derivation where source_id = c.root and kind in ('republishes', 'translates')
        union all select merged_into from thing where id = c.root and merged_into is not null offset 0
      ) d
      where c.hops < 20
    ), roots as (
      select distinct on (source_id) source_id, root from copies order by source_id, hops desc, root
    )
    select r.source_id, case when s.publisher is not null then 'actor/' || s.publisher else 'source/' || r.root end as origin
    from roots r, lateral (
      select t.canonical_id as publisher from source s left join thing t on t.id = s.publisher_id where s.id = r.root offset 0
    ) s`.execute(db);
  return new Map(rows.map((row) => [Number(row.source_id), row.origin]));
}

/**
 * Recalculates `claim.origin` after an attribution or a derivation has changed, or after a merge.
 * @returns the ids of the claims whose origin changed
 */
export async function recomputeOrigins(tx: Tx, claimIds: readonly number[]): Promise<number[]> {
  if (claimIds.length === 0) return [];
  const { rows } = await sql<{
    id: number;
    source_id: number | null;
    speaker_id: number | null;
    paper_id: number | null;
    origin: string;
  }>`
    select c.id, c.source_id, c.origin, s.speaker_id, s.paper_id
    from claim c left join lateral (
      select a.canonical_id as speaker_id, case when a.id is null then p.canonical_id end as paper_id
      from chain_link l left join thing a on a.id = l.actor_id left join thing p on p.id = l.source_id
      where l.claim_id = c.id and not l.pages_own and (a.id is not null or p.id is not null) order by l.position limit 1
    ) s on true
    where c.id = any(${[...new Set(claimIds)]}::bigint[])`.execute(tx);
  const claims = rows.map((row) => ({
    id: Number(row.id),
    sourceId: row.source_id === null ? null : Number(row.source_id),
    speakerId: row.speaker_id === null ? null : Number(row.speaker_id),
    paperId: row.paper_id === null ? null : Number(row.paper_id),
    origin: row.origin,
  }));
  const roots = await rootsOf(
    tx,
    claims.flatMap((claim) => (claim.sourceId === null ? [] : [claim.sourceId])),
  );
  const changed = claims
    .map((claim) => ({ id: claim.id, was: claim.origin, origin: originOf(claim, roots) }))
    .filter((claim) => claim.was !== claim.origin);
  if (changed.length === 0) return [];
  await sql`update claim set origin = n.origin
    from unnest(${changed.map((claim) => claim.id)}::bigint[], ${changed.map((claim) => claim.origin)}::text[]) as n(id, origin)
    where claim.id = n.id`.execute(tx);
  return changed.map((claim) => claim.id);
}

/**
 * The ids of claims whose origin may change if these sources change: claims that are based on one of the sources, or on
 * a text that republishes one.
 */
export async function claimsDependingOn(tx: Tx, sourceIds: readonly number[]): Promise<number[]> {
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
