import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { isPublicPicture } from '../../record/photos/pictured-kinds.ts';
import { findPhotoFile, loadPhotos, type PhotoView } from '../../record/photos/view.ts';
import { photoFormats, pictureKinds, type PhotoFormat } from '../../record/photos/tables.ts';

const publicSizes = z.array(
  z.strictObject({ format: z.enum(photoFormats), width: z.number(), height: z.number(), file: z.string() }),
);

/** A photo as readers see it, with its current data, field by field (the invariant "Public by list"). */
export const publicPhoto = z.strictObject({
  /**
   * `withdrawn`: the desk withdrew the photo. `erased`: it was redacted. `closed`: it is not public. Only `shown`
   * photos have values in the other fields.
   */
  status: z.enum(['shown', 'withdrawn', 'closed', 'erased']),
  number: z.number().nullable(),
  /** The kind of picture, such as a photo or a drawing, which the credit names. */
  kind: z.enum(pictureKinds),
  /** Alternative text. */
  alt: z.string(),
  credit: z.string(),
  licence: z.string().nullable(),
  /** The people in the photo. */
  pictured: z.array(z.strictObject({ number: z.number(), name: z.string() })),
  /** The sizes of the whole photo, the best format first. The URL of each is `/photos/<number>/<file>`. */
  sizes: publicSizes,
  /** The sizes of its crops: 3:2 under a headline on phones, 16:9 on wide screens and for shared links. */
  crops: z.strictObject({ lead: publicSizes, card: publicSizes }),
});
export type PublicPhoto = z.output<typeof publicPhoto>;

export const noPhoto: PublicPhoto = {
  status: 'erased',
  number: null,
  kind: 'photo',
  alt: '',
  credit: '',
  licence: null,
  pictured: [],
  sizes: [],
  crops: { lead: [], card: [] },
};

/** `alt` is the article's own alternative text. If it is empty, the photo's alternative text is used. */
export function toPublicPhoto(photo: PhotoView, alt: string): PublicPhoto {
  if (photo.status !== 'shown') return { ...noPhoto, status: photo.status };
  return {
    status: 'shown',
    number: photo.number,
    kind: photo.kind,
    alt: alt || photo.alt,
    credit: photo.credit,
    licence: photo.licence,
    pictured: photo.pictured.map((actor) => ({ number: actor.number, name: actor.title })),
    sizes: photo.sizes,
    crops: { lead: photo.crops.lead, card: photo.crops.card },
  };
}

/**
 * SQL for whether a page for readers uses the photo with this id. Whether the photo itself is public is not checked.
 */
export const isSeen = (
  photo: RawBuilder<unknown>,
): RawBuilder<boolean> => sql<boolean>`(${isPublicPicture(photo)} or exists (
  select from revision_photo rp join edition e on e.revision_id = rp.revision_id join document d on d.id = e.document_id join thing shown_in on shown_in.id = d.id
  where rp.photo_id = ${photo} and d.state in ('published', 'retracted') and shown_in.visibility = 'public' and shown_in.withdrawn_at is null and shown_in.redacted_at is null))`;

/**
 * The file for a size of a photo. Null unless the photo is public, and is in an edition that readers can see or the
 * picture of a public case or actor.
 */
export async function findPublicPhotoFile(
  db: Reader,
  number: number,
  file: string,
): Promise<{ sha256: string; size: number; format: PhotoFormat } | null> {
  const { rows } = await sql<{ id: number }>`
    select p.id from thing p where p.kind = 'photo' and p.number = ${number} and ${isSeen(sql`p.id`)}`.execute(db);
  if (!rows[0]) return null;
  const id = Number(rows[0].id);
  const [photo] = await loadPhotos(db, [id], 'public');
  return photo?.status === 'shown' ? findPhotoFile(db, id, file) : null;
}
