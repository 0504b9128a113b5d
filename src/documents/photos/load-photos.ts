import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { parseRef } from '../../record/refs.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { loadPhotos, type PhotoView } from '../../record/photos/view.ts';
import type { PhotoAttrs } from '../model/schema.ts';

/** A photo of an article, as the desk and as readers see it. */
export type ArticlePhoto = { desk: PhotoView; public: PhotoView };

/** The photos of an article, by their refs in the article. */
export type ArticlePhotos = ReadonlyMap<string, ArticlePhoto>;

/** Loads the photos of an article, as the desk and as readers see them. Unknown refs are left out. */
export async function loadArticlePhotos(db: Reader, photos: readonly PhotoAttrs[]): Promise<ArticlePhotos> {
  const [desk, open] = await Promise.all([loadPhotosByRef(db, photos, 'desk'), loadPhotosByRef(db, photos, 'public')]);
  return new Map([...desk].map(([ref, photo]) => [ref, { desk: photo, public: open.get(ref)! }]));
}

/** The photos of an article as an audience sees them, by their refs. Unknown refs are left out. */
export async function loadPhotosByRef(
  db: Reader,
  photos: readonly PhotoAttrs[],
  audience: Audience,
): Promise<ReadonlyMap<string, PhotoView>> {
  const numbers = [...new Set(photos.flatMap(({ photo }) => parseRef(photo)?.number ?? []))];
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('thing')
    .select('id')
    .where('kind', '=', 'photo')
    .where(sql<boolean>`number = any(${numbers}::bigint[])`)
    .execute();
  const loaded = await loadPhotos(
    db,
    rows.map((row) => row.id),
    audience,
  );
  return new Map(loaded.map((photo) => [photo.ref, photo]));
}
