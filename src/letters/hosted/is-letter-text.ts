import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';

/** Whether a document is a letter's text, in any language: it is published with the letter, and not as an article. */
export async function isLetterText(db: Reader, document: number): Promise<boolean> {
  const { rows } = await sql<{
    letter: boolean;
  }>`select exists (select from letter where document_id in (select ${document}::bigint union select original_id from translation where document_id = ${document})) as letter`.execute(
    db,
  );
  return rows[0]!.letter;
}
