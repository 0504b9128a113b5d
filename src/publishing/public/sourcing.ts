import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import type { PublicNote, PublicSentence } from './public-article.ts';

/** How an edition is sourced, in counts. */
export const publicSourcing = z.strictObject({
  /** The number of cited claims that are still public. */
  claims: z.number(),
  /** Pages, posts and letters on which these claims are based, if readers may see them. */
  sources: z.number(),
  /** Sources with a cited passage in a preserved copy; the others are only cited. */
  held: z.number(),
  /** Claims whose source is desk only. */
  hidden: z.number(),
  /** Claims that someone told to the desk, without a published source. */
  direct: z.number(),
  /** Independent sources of those claims, as the record knows them today: republished stories count once. */
  origins: z.number(),
  /** The number of independent sources at the time of publication; null for editions from before it was stored. */
  originsThen: z.number().nullable(),
  /** Sentences of our own reporting. */
  own: z.number(),
  /** Calculated sentences. */
  computed: z.number(),
  /** Sentences published as an exception. */
  overrides: z.number(),
});
export type PublicSourcing = z.output<typeof publicSourcing>;

/** Counts how an edition is sourced, from the data that is stored with it. @param origins from `countOrigins` */
export function countSourcing(
  notes: readonly PublicNote[],
  sentences: readonly PublicSentence[],
  origins: number,
  originsThen: number | null,
): PublicSourcing {
  const claims = notes.flatMap((note) => note.claim ?? []);
  const sources = new Set(claims.flatMap((claim) => (claim.source ? [claim.source.number] : [])));
  const held = new Set(
    claims.flatMap((claim) => (claim.source && claim.support === 'passage' ? [claim.source.number] : [])),
  );
  return {
    claims: claims.length,
    sources: sources.size,
    held: held.size,
    hidden: claims.filter((claim) => !claim.source && claim.support !== 'direct-word').length,
    direct: claims.filter((claim) => claim.support === 'direct-word').length,
    origins,
    originsThen,
    own: sentences.filter((one) => one.reporter !== null).length,
    computed: sentences.filter((one) => one.kind === 'computed').length,
    overrides: sentences.filter((one) => one.override !== null).length,
  };
}

/**
 * The number of independent sources, by the edition's id, as the record has them today: the number sinks if two sources
 * turn out to be republished stories. "offset 0" makes the database's planner use the indexes.
 */
export async function countOrigins(db: Reader, editionIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ edition_id: number; origins: number }>`
    select p.edition_id, count(distinct c.origin)::int as origins
    from (select edition_id, claim_id from published_citation where edition_id = any(${[...editionIds]}::bigint[]) and not frozen ? 'erased' offset 0) p
    cross join lateral (select coalesce(merged_into, id) as id from thing where id = p.claim_id offset 0) asked
    cross join lateral (select id from thing where id = asked.id and visibility = 'public' and redacted_at is null offset 0) t
    cross join lateral (select origin from claim where id = t.id offset 0) c
    group by p.edition_id`.execute(db);
  return new Map(rows.map((row) => [Number(row.edition_id), row.origins]));
}
