import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadPhotos, type PhotoSize } from '../../record/photos/view.ts';

/** The lead photo of an article, for lists. */
export type LeadPhoto = { number: number; alt: string; sizes: PhotoSize[] };

/** The lead photos of revisions, by the revision's id. A lead photo is the first public photo of its revision. */
export async function loadLeadPhotos(db: Reader, revisionIds: readonly number[]): Promise<Map<number, LeadPhoto>> {
  const rows = revisionIds.length
    ? await db
        .selectFrom('revision_photo')
        .select(['revision_id', 'photo_id'])
        .where(sql<boolean>`revision_id = any(${[...revisionIds]}::bigint[])`)
        .orderBy('position')
        .execute()
    : [];
  const photos = new Map(
    (
      await loadPhotos(
        db,
        rows.map((row) => row.photo_id),
        'public',
      )
    ).map((photo) => [photo.id, photo]),
  );
  const leads = new Map<number, LeadPhoto>();
  for (const { revision_id, photo_id } of rows) {
    const photo = photos.get(photo_id);
    if (photo?.status === 'shown' && photo.sizes.length && !leads.has(revision_id))
      leads.set(revision_id, { number: photo.number, alt: photo.alt, sizes: photo.sizes });
  }
  return leads;
}
