import { z } from 'zod';
import type { Reader } from '../platform/database/tx.ts';

export const publicTranslation = z.strictObject({ number: z.number(), language: z.string(), headline: z.string() });
export type PublicTranslation = z.output<typeof publicTranslation>;

/** The same article in other languages, as far as readers may see it: the original and its translations. */
export async function loadPublicTranslations(db: Reader, documentId: number): Promise<PublicTranslation[]> {
  const own = await db.selectFrom('translation').select('original_id').where('document_id', '=', documentId).executeTakeFirst();
  const originalId = own?.original_id ?? documentId;
  const rows = await db
    .selectFrom('document')
    .innerJoin('thing', 'thing.id', 'document.id')
    .innerJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .leftJoin('translation', 'translation.document_id', 'document.id')
    .select(['thing.number', 'revision.language', 'revision.headline'])
    .where((eb) => eb.or([eb('document.id', '=', originalId), eb('translation.original_id', '=', originalId)]))
    .where('document.id', '<>', documentId)
    .where('document.state', '=', 'published')
    .where('thing.visibility', '=', 'public')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .orderBy('revision.language')
    .execute();
  return rows;
}
