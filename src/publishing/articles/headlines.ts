import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * The headlines of articles, from their newest revisions, by the articles' numbers. The order is that of the given
 * numbers, and unknown numbers are left out.
 */
export async function headlinesOf(
  db: Reader,
  numbers: readonly number[],
): Promise<{ id: number; number: number; headline: string }[]> {
  const rows = await db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select(['thing.id', 'thing.number', 'revision.headline'])
    .where('thing.kind', '=', 'article')
    .where('thing.redacted_at', 'is', null)
    .where(sql<boolean>`thing.number = any(${[...numbers]}::bigint[])`)
    .execute();
  return rows.toSorted((a, b) => numbers.indexOf(a.number) - numbers.indexOf(b.number));
}
