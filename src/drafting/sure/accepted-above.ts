import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';

/**
 * For a filed claim that was accepted in bulk: the confidence in percent from which claims were accepted. Null if
 * someone accepted the claim separately, or if it does not come from a draft.
 * @param capture the id of the capture that supports the claim
 */
export async function acceptedAbove(db: Reader, capture: number, claim: string): Promise<number | null> {
  const { rows } = await sql<{ above: number }>`
    select (c ->> 'above')::int as above from draft d, jsonb_array_elements(d.content::jsonb -> 'claims') c
    where d.capture_id = ${capture} and c ->> 'filed' = ${claim} and c ? 'above' limit 1`.execute(db);
  return rows[0]?.above ?? null;
}
