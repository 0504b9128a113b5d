import type { Reader } from '../../platform/database/tx.ts';

export type PhotoUse = {
  number: number;
  headline: string;
  /** Whether the public edition shows the photo. */ published: boolean;
};

/** The articles whose newest text or public edition shows a photo. */
export async function listPhotoUses(db: Reader, photoId: number): Promise<PhotoUse[]> {
  const rows = await db
    .selectFrom('revision_photo')
    .innerJoin('revision', 'revision.id', 'revision_photo.revision_id')
    .innerJoin('document', 'document.id', 'revision.document_id')
    .innerJoin('thing', 'thing.id', 'document.id')
    .leftJoin('edition', 'edition.id', 'document.edition_id')
    .select(['thing.number', 'revision.headline', 'revision.id', 'edition.revision_id as edition', 'document.state'])
    .where('revision_photo.photo_id', '=', photoId)
    .where('thing.redacted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('revision.id', '=', eb.ref('edition.revision_id')),
        eb('revision.id', '=', eb.ref('document.revision_id')),
      ]),
    )
    .orderBy('thing.number', 'desc')
    .orderBy('revision.id', 'desc')
    .execute();
  const uses = new Map<number, PhotoUse>();
  for (const row of rows) {
    const published = row.id === row.edition && (row.state === 'published' || row.state === 'retracted');
    const known = uses.get(row.number);
    uses.set(row.number, {
      number: row.number,
      headline: known?.headline ?? row.headline,
      published: published || (known?.published ?? false),
    });
  }
  return [...uses.values()];
}
