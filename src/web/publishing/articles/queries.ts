import { sql } from 'kysely';
import { containing } from '../../../platform/database/like.ts';
import { parseRef } from '../../../record/refs.ts';
import { searchThings } from '../../../search/query/find.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';

/**
 * Claims to cite: those with a number in `first`, and at most `most` others. If `find` has words, the others are claims
 * that match them. Otherwise, they are claims of `cases`. Sealed and redacted claims are never included, and withdrawn
 * claims only if they are in `first`.
 */
export async function claimsToCite(
  db: Reader,
  {
    find,
    cases,
    first = [],
    most = 60,
  }: { find?: string; cases: readonly string[]; first?: readonly number[]; most?: number },
): Promise<ClaimView[]> {
  const named = first.length
    ? await db
        .selectFrom('thing')
        .select('id')
        .where('kind', '=', 'claim')
        .where('visibility', '!=', 'sealed')
        .where('redacted_at', 'is', null)
        .where(sql<boolean>`number = any(${[...first]}::bigint[])`)
        .execute()
    : [];
  const words = (find ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
  const numbers = cases.flatMap((ref) => parseRef(ref)?.number ?? []);
  if (!words.length && !numbers.length)
    return loadClaims(
      db,
      named.map((row) => row.id),
      'desk',
    );
  const found = words.length
    ? (await searchThings(db, { text: words.join(' '), kind: ['claim'], perPage: 1 }, 'desk')).claims.hits.map(
        (hit) => hit.number,
      )
    : [];
  let query = db
    .selectFrom('claim')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .select('claim.id')
    .where('claim.state', '!=', 'withdrawn')
    .where('thing.visibility', '!=', 'sealed')
    .where('thing.redacted_at', 'is', null);
  const has = (word: string) =>
    sql<boolean>`(claim.wording ilike ${containing(word)} or exists (select from passage p where p.id = claim.passage_id and p.exact ilike ${containing(word)}))`;
  // Includes what the search finds, such as other spellings and word forms, and claims that contain the typed letters.
  if (words.length)
    query = query.where(
      sql<boolean>`(thing.number = any(${found}::bigint[]) or (${sql.join(words.map(has), sql` and `)}))`,
    );
  if (!words.length)
    query = query.where(
      sql<boolean>`claim.case_id in (select canonical_id from thing where kind = 'case' and number = any(${numbers}::bigint[]))`,
    );
  const rows = await query
    .orderBy(sql`claim.state <> 'checked'`)
    .orderBy('claim.id', words.length ? 'desc' : 'asc')
    .limit(most)
    .execute();
  return loadClaims(db, [...new Set([...named, ...rows].map((row) => row.id))], 'desk');
}
