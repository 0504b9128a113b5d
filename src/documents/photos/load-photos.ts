import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { parseRef } from '../../record/refs.ts';
import { loadPhotos, type PhotoView } from '../../record/photos/view.ts';
import type { PhotoAttrs } from '../model/schema.ts';

/** A photo of an article, as the desk and as readers see it. */
export type ArticlePhoto = { desk: PhotoView; public: PhotoView };

/** The photos of an article, by their refs in the article. */
export type ArticlePhotos = ReadonlyMap<string, ArticlePhoto>;

/** Everything about an article's photos that the checks and pages need. Unknown refs are left out. */
export async function loadArticlePhotos(db: Reader, photos: readonly PhotoAttrs[]): Promise<ArticlePhotos> {
  const numbers = [...new Set(photos.flatMap(({ photo }) => parseRef(photo)?.number ?? []))];
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('thing')
    .select('id')
    .where('kind', '=', 'photo')
    .where(sql<boolean>`number = any(${numbers}::bigint[])`)
    .execute();
  const ids = rows.map((row) => row.id);
  const open = new Map((await loadPhotos(db, ids, 'public')).map((photo) => [photo.id, photo]));
  return new Map(
    (await loadPhotos(db, ids, 'desk')).map((photo) => [photo.ref, { desk: photo, public: open.get(photo.id)! }]),
  );
}
