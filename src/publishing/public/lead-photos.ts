import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type {} from '../share/tables.ts';
import type { PictureKind } from '../../record/photos/tables.ts';
import { loadPhotos, type PhotoCrops, type PhotoSize } from '../../record/photos/view.ts';

/** The lead photo of an article, for lists. */
export type LeadPhoto = {
  number: number;
  kind: PictureKind;
  alt: string;
  altLanguage?: string;
  credit: string;
  licence: string | null;
  sizes: PhotoSize[];
  crops: PhotoCrops;
};

/**
 * The lead photos of published articles, by the article's id: the photo that an editor chose for the article, or else
 * the first public photo of its newest edition.
 */
export async function loadArticleLeads(db: Reader, articles: readonly number[]): Promise<Map<number, LeadPhoto>> {
  if (!articles.length) return new Map();
  const rows = await db
    .selectFrom('document')
    .innerJoin('edition', 'edition.id', 'document.edition_id')
    .innerJoin('revision_photo', 'revision_photo.revision_id', 'edition.revision_id')
    .leftJoin('article_share', (join) =>
      join
        .onRef('article_share.document_id', '=', 'document.id')
        .onRef('article_share.photo_id', '=', 'revision_photo.photo_id'),
    )
    .select(['document.id', 'revision_photo.photo_id'])
    .where(sql<boolean>`document.id = any(${[...articles]}::bigint[])`)
    .where('document.state', 'in', ['published', 'retracted'])
    .orderBy(sql`article_share.photo_id is null`)
    .orderBy('revision_photo.position')
    .execute();
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
  for (const { id, photo_id } of rows) {
    const photo = photos.get(photo_id);
    if (photo?.status === 'shown' && photo.sizes.length && !leads.has(id))
      leads.set(id, {
        number: photo.number,
        kind: photo.kind,
        alt: photo.alt,
        altLanguage: photo.altLanguage,
        credit: photo.credit,
        licence: photo.licence,
        sizes: photo.sizes,
        crops: photo.crops,
      });
  }
  return leads;
}
