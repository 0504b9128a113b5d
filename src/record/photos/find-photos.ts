import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadPhotos, type PhotoView } from './view.ts';

/**
 * The desk's photos, the latest first. With `q`, only photos whose texts or names of people contain each of the first
 * eight words of `q`, or whose number is one of these words. With `usable`, without photos that were withdrawn or whose
 * consent was withdrawn.
 */
export async function findPhotos(
  db: Reader,
  { q = '', usable = false, page = 1, size = 24 }: { q?: string; usable?: boolean; page?: number; size?: number } = {},
): Promise<{ photos: PhotoView[]; total: number }> {
  let found = db.selectFrom('photo').innerJoin('thing', 'thing.id', 'photo.id').where('thing.redacted_at', 'is', null);
  if (usable)
    found = found
      .where('thing.withdrawn_at', 'is', null)
      .where(sql<boolean>`photo.consent is distinct from 'withdrawn'`);
  for (const word of q.split(/\s+/u).filter(Boolean).slice(0, 8))
    found = found.where(
      sql<boolean>`((photo.alt || ' ' || photo.credit || ' ' || coalesce(photo.note, '') || ' ' || coalesce((select string_agg(n.text, ' ') from photo_actor a join actor_name n on n.actor_id = a.actor_id where a.photo_id = photo.id), '')) ilike ${containing(word)} or thing.number::text = ${word})`,
    );
  const { total } = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await found
    .select('photo.id')
    .orderBy('photo.id', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  return {
    photos: await loadPhotos(
      db,
      rows.map((row) => row.id),
      'desk',
    ),
    total,
  };
}
