import type { Reader } from '../../platform/database/tx.ts';
import type { PhotoFormat } from '../../record/photos/tables.ts';
import { findPhotoFile, loadPhotos } from '../../record/photos/view.ts';

/** The file for a size of a photo. Null unless the photo is in the article's newest text, and readers would see it. */
export async function findDraftPhotoFile(
  db: Reader,
  article: number,
  photo: number,
  file: string,
): Promise<{ sha256: string; size: number; format: PhotoFormat } | null> {
  if (!Number.isSafeInteger(photo)) return null;
  const row = await db
    .selectFrom('thing as article')
    .innerJoin('document', 'document.id', 'article.id')
    .innerJoin('revision_photo', 'revision_photo.revision_id', 'document.revision_id')
    .innerJoin('thing as photo', 'photo.id', 'revision_photo.photo_id')
    .select('photo.id')
    .where('article.kind', '=', 'article')
    .where('article.number', '=', article)
    .where('photo.number', '=', photo)
    .executeTakeFirst();
  if (!row) return null;
  const [shown] = await loadPhotos(db, [row.id], 'public');
  return shown?.status === 'shown' ? findPhotoFile(db, row.id, file) : null;
}
