import { sql } from 'kysely';
import { parseRef } from '../../../../record/refs.ts';
import type { Reader } from '../../../../platform/database/tx.ts';
import { loadClaims, type ClaimView } from '../../../../record/views/claims.ts';


/** Claims to cite: `first` those named, then those that have every word of `find`, else those filed in the article's cases. Withdrawn and sealed ones are left out. */
export async function claimsToCite(db: Reader, { find, cases, first = [], most = 60 }: { find?: string; cases: readonly string[]; first?: readonly number[]; most?: number }): Promise<ClaimView[]> {
  const named = first.length ? await db.selectFrom('thing').select('id').where('kind', '=', 'claim').where('visibility', '!=', 'sealed').where('redacted_at', 'is', null).where(sql<boolean>`number = any(${[...first]}::bigint[])`).execute() : [];
  const words = (find ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
  const numbers = cases.flatMap((ref) => parseRef(ref)?.number ?? []);
  if (!words.length && !numbers.length) return loadClaims(db, named.map((row) => row.id), 'desk');
  let query = db
    .selectFrom('claim')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .select('claim.id')
    .where('claim.state', '!=', 'withdrawn')
    .where('thing.visibility', '!=', 'sealed')
    .where('thing.redacted_at', 'is', null);
  for (const word of words) query = query.where('claim.wording', 'ilike', `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  if (!words.length)
    query = query.where(sql<boolean>`claim.case_id in (select coalesce(merged_into, id) from thing where kind = 'case' and number = any(${numbers}::bigint[]))`);
  const rows = await query.orderBy(sql`claim.state <> 'checked'`).orderBy('claim.id', words.length ? 'desc' : 'asc').limit(most).execute();
  return loadClaims(db, [...new Set([...named, ...rows].map((row) => row.id))], 'desk');
}
