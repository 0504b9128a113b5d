import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import type { PublicNote, PublicSentence } from './public-article.ts';

/** How an edition is sourced, in counts. */
export const publicSourcing = z.strictObject({
  /** The number of cited claims that are still public. */
  claims: z.number(),
  /**
   * The number of sources on which these claims are based, such as pages, posts and letters, without those that readers
   * may not see.
   */
  sources: z.number(),
  /** The number of sources with a cited passage in a preserved copy. All other sources are only cited. */
  held: z.number(),
  /** The number of claims whose source is desk only. */
  hidden: z.number(),
  /** The number of claims that someone made directly to the desk, without a published source. */
  direct: z.number(),
  /**
   * The number of independent sources of these claims, according to the record today. Republished stories add none.
   */
  origins: z.number(),
  /**
   * The number of independent sources at the time of publication. Null for editions of versions that did not store it.
   */
  originsThen: z.number().nullable(),
  /** The number of sentences of our own reporting. */
  own: z.number(),
  /** The number of calculated sentences. */
  computed: z.number(),
  /** The number of sentences that were published as an exception. */
  overrides: z.number(),
});
export type PublicSourcing = z.output<typeof publicSourcing>;

/** Counts how an edition is sourced, from the data that the edition stores. @param origins from `countOrigins` */
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
 * The number of independent sources according to the record today, by the edition's id. It decreases if a source turns
 * out to be a republished story. "offset 0" makes PostgreSQL use the indexes.
 */
export async function countOrigins(db: Reader, editionIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ edition_id: number; origins: number }>`
    select p.edition_id, count(distinct c.origin)::int as origins
    from (select edition_id, claim_id from published_citation where edition_id = any(${[...editionIds]}::bigint[]) and not frozen ? 'erased' offset 0) p
    cross join lateral (select canonical_id as id from thing where id = p.claim_id offset 0) asked
    cross join lateral (select id from thing where id = asked.id and visibility = 'public' and redacted_at is null offset 0) t
    cross join lateral (select origin from claim where id = t.id offset 0) c
    group by p.edition_id`.execute(db);
  return new Map(rows.map((row) => [Number(row.edition_id), row.origins]));
}
