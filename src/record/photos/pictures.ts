import { sql } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../views/briefs.ts';
import { picturedKinds } from './pictured-kinds.ts';
import { loadPhotos, type PhotoView } from './view.ts';

/** The pictures of cases and actors that this audience can see, by the item's id. */
export async function loadPictures(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
): Promise<Map<number, PhotoView>> {
  if (ids.length === 0) return new Map();
  const rows = await gather(db, 'pictures', ids, async (all) => {
    const found = await sql<{ id: number; photo: number }>`${sql.join(
      picturedKinds.map(
        (kind) =>
          sql`select id, picture_id as photo from ${sql.table(kind)} where id = any(${[...all]}::bigint[]) and picture_id is not null`,
      ),
      sql` union all `,
    )}`.execute(db);
    return found.rows;
  });
  const wanted = new Set(ids);
  const photos = new Map(
    (
      await loadPhotos(
        db,
        rows.map((row) => Number(row.photo)),
        audience,
      )
    ).map((photo) => [photo.id, photo]),
  );
  return new Map(
    rows.flatMap(({ id, photo }) => {
      if (!wanted.has(Number(id))) return [];
      const found = photos.get(Number(photo));
      return found && (audience === 'desk' || found.status === 'shown') ? [[Number(id), found] as const] : [];
    }),
  );
}

/** The ids of the items whose picture a photo is, for the desk. */
export async function listPictured(db: Reader, photo: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select t.id from thing t
    where t.redacted_at is null and t.id in (${sql.join(
      picturedKinds.map((kind) => sql`select id from ${sql.table(kind)} where picture_id = ${photo}`),
      sql` union all `,
    )}) order by t.id limit 500`.execute(db);
  return rows.map((row) => Number(row.id));
}
