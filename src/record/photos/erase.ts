import { forgetChangesOf } from '../history/forget.ts';
import { sql } from 'kysely';
import { removePictures } from './pictured-kinds.ts';
import type { Tx } from '../../platform/database/tx.ts';

/**
 * Deletes the photos that show one of the actors: their texts, history and files. The items remain and say that
 * something was redacted. Returns the photos, and the blobs that no other photo, capture or file uses.
 */
export async function erasePhotosOf(
  tx: Tx,
  actorIds: readonly number[],
  at: Date,
  ground: string,
): Promise<{ things: number[]; blobs: string[] }> {
  const { rows } = await sql<{
    id: number;
  }>`select distinct photo_id as id from photo_actor where actor_id = any(${[...actorIds]}::bigint[])`.execute(tx);
  const photos = rows.map((row) => Number(row.id));
  if (photos.length === 0) return { things: photos, blobs: [] };
  const among = sql`any(${photos}::bigint[])`;
  const files = await sql<{
    sha256: string;
  }>`delete from photo_file where photo_id = ${among} returning sha256`.execute(tx);
  await sql`delete from photo_actor where photo_id = ${among}`.execute(tx);
  await sql`update photo set credit = '', licence = null, alt = '', note = null, consent = null, consent_note = null, consent_by = null, consent_at = null, cropped_at = null where id = ${among}`.execute(
    tx,
  );
  await sql`delete from text_translation where thing_id = ${among}`.execute(tx);
  await removePictures(tx, photos);
  await forgetChangesOf(tx, photos);
  await sql`update thing set redacted_at = ${at}, withdrawn_reason = null where id = ${among}`.execute(tx);
  for (const id of photos) await tx.insertInto('tombstone').values({ thing_id: id, at, ground }).execute();
  const shas = [...new Set(files.rows.map((row) => row.sha256))];
  const others = await sql<{ sha256: string }>`
    select sha256 from photo_file where sha256 = any(${shas}::text[])
    union select bytes_sha256 from capture where bytes_sha256 = any(${shas}::text[]) and bytes_size > 0
    union select sha256 from held_file where sha256 = any(${shas}::text[]) and size > 0`.execute(tx);
  const kept = new Set(others.rows.map((row) => row.sha256));
  return { things: photos, blobs: shas.filter((sha) => !kept.has(sha)) };
}
