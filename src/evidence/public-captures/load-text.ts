import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { publicClaim } from '../../record/views/claims.ts';

/** How many characters of a preserved page's text readers get. The package has all of it. */
export const maxText = 200_000;
const maxPassages = 500;

/**
 * The text of a preserved page, up to `maxText` characters, and the passages in it that public claims cite, in the
 * order of the text. `claim`: the claim's number.
 */
export type PreservedText = {
  text: string;
  isCut: boolean;
  language: string | null;
  passages: { start: number; end: number; claim: number }[];
};

/** The caller must ensure that readers may open the capture (`publicCapturesAmong`). */
export async function loadPreservedText(db: Reader, captureId: number): Promise<PreservedText> {
  const { text, language } = await db
    .selectFrom('capture')
    .select([sql<string>`left(text, ${maxText + 1})`.as('text'), 'language'])
    .where('id', '=', captureId)
    .executeTakeFirstOrThrow();
  const passages = await db
    .selectFrom('passage')
    .innerJoin('claim', 'claim.passage_id', 'passage.id')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .select(['passage.start_at as start', 'passage.end_at as end', 'thing.number as claim'])
    .where('passage.capture_id', '=', captureId)
    .where('passage.visibility', '!=', 'sealed')
    .where('passage.end_at', '<=', maxText)
    .where(publicClaim)
    .orderBy('passage.start_at')
    .orderBy('claim.id')
    .limit(maxPassages)
    .execute();
  return { text: text.slice(0, maxText), isCut: text.length > maxText, language, passages };
}
