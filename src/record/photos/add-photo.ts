import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import { putBytes, settleBytes } from '../sources/held-bytes.ts';
import { RefResolver, refSchema, type Known } from '../refs.ts';
import { limitAlong } from '../teams/limit-new.ts';
import { allocate, createThings, takeForChange } from '../things.ts';
import { photoSizesJob } from './make-sizes.ts';
import { picturedKinds } from './pictured-kinds.ts';
import { setPicture } from './set-pictures.ts';
import { readPictureInChild, type Picture } from './picture-readers.ts';
import type { PictureFile } from './read-picture.ts';
import { newPhotoInput, type PhotoInput } from './schema.ts';

/** A picture that has been decoded already, because its form was submitted before and had an error. */
export class DecodedPicture {
  constructor(readonly picture: Picture) {}
}

/**
 * Adds a photo with all its data, and makes it the picture of items, in one transaction. The uploaded file is read in
 * memory and not stored. Only its pixels are stored, in several sizes.
 * @throws AppError from `readPictureInChild`; `invalid_input` by field, also if the same picture exists already;
 * `not_found` for an unknown item
 */
export const addPhoto = defineOperation({
  name: 'record.addPhoto',
  permission: filing,
  input: newPhotoInput.extend({
    bytes: z.union([z.instanceof(Uint8Array), z.instanceof(DecodedPicture)]),
    /** The cases and actors whose picture the photo becomes. Then it needs a credit and an alternative text. */
    pictureOf: z.array(refSchema).max(100).default([]),
    /** Aborted when the person closes the connection. Then the file is not read. */
    signal: z.instanceof(AbortSignal).optional(),
    /**
     * The article to which the photo is added. If the article is limited to a team, the photo is limited to this team,
     * too.
     */
    article: refSchema.optional(),
  }),
  async prepare({ input, app, principal }) {
    requireShowable(input);
    const { bytes, signal } = input;
    return storePicture(
      app,
      bytes instanceof DecodedPicture
        ? bytes.picture
        : await readPictureInChild(bytes, { account: principal.accountId, signal }),
    );
  },
  async write({
    tx,
    input,
    prepared: { width, height, files },
    principal,
    at,
    change,
  }): Promise<{ photo: string; number: number }> {
    const same = await findSamePicture(tx, { files });
    if (same)
      throw new AppError('invalid_input', {
        fields: [{ path: 'file', message: 'errors.field.photo.known', params: { number: same.number } }],
      });
    const [photo] = await allocate(tx, 'photo', 1);
    await createThings(tx, [{ ...photo!, visibility: 'desk' }], at, false);
    if (input.article) await limitAlong(tx, photo!, await findArticle(tx, input.article), at);
    const said = {
      kind: input.kind ?? 'photo',
      credit: input.credit,
      licence: input.licence || null,
      alt: input.alt,
      note: input.note || null,
      ...(input.focus ? { focus_x: input.focus.x, focus_y: input.focus.y } : {}),
      ...(input.consent ? { consent: input.consent.state, consent_note: input.consent.note } : {}),
    };
    await tx
      .insertInto('photo')
      .values({
        id: photo!.id,
        ...said,
        ...consentRow(input.consent, principal.accountId, at),
        width,
        height,
        added_by: principal.accountId,
      })
      .execute();
    await insertRows(
      tx,
      'photo_file',
      files.map((file) => ({ photo_id: photo!.id, ...file })),
    );
    await writePictured(tx, photo!.id, input.pictured);
    change({
      kind: 'photo',
      thingId: photo!.id,
      action: 'created',
      before: null,
      after: { ...said, pictured: input.pictured },
    });
    await sendJob(tx, photoSizesJob, { photo: photo!.id });
    for (const item of input.pictureOf) {
      const thing = await takeForChange(tx, item, at, { kinds: picturedKinds });
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      await setPicture(tx, thing, photo!.id, change);
    }
    return { photo: `photo/${photo!.number}`, number: photo!.number };
  },
  async cleanUp({ prepared, app, failed }) {
    for (const { sha256 } of prepared.files) await settleBytes(app, sha256, failed);
  },
});

/**
 * Checks a photo that becomes the picture of an item.
 * @throws AppError `invalid_input` if it has no alternative text or no credit, or if the consent is withdrawn
 */
function requireShowable({ pictureOf, credit, alt, consent }: { pictureOf: readonly string[] } & PhotoInput): void {
  if (!pictureOf.length) return;
  const fields = [
    ...(['alt', 'credit'] as const)
      .filter((field) => !{ alt, credit }[field])
      .map((path) => ({ path, message: `errors.field.photo.${path}` })),
    ...(consent?.state === 'withdrawn' ? [{ path: 'consent', message: 'errors.field.photo.consent_withdrawn' }] : []),
  ];
  if (fields.length) throw new AppError('invalid_input', { fields });
}

/** The photo with the same pixels, if it exists. */
export async function findSamePicture(tx: Tx, { files }: Pick<StoredPicture, 'files'>): Promise<Known | undefined> {
  const row = await tx
    .selectFrom('photo_file')
    .innerJoin('thing', 'thing.id', 'photo_file.photo_id')
    .select(['thing.id', 'thing.number'])
    .where('format', '=', 'master')
    .where('sha256', '=', files.find((file) => file.format === 'master')!.sha256)
    .executeTakeFirst();
  return row && { kind: 'photo', ...row };
}

export type StoredPicture = {
  width: number;
  height: number;
  files: { format: PictureFile['format']; width: number; height: number; sha256: string; size: number }[];
};

/** Stores the sizes of a picture. Call this before the transaction that writes the rows that refer to them. */
export async function storePicture(app: App, { width, height, files }: Picture): Promise<StoredPicture> {
  const kept: StoredPicture['files'] = [];
  try {
    for (const { bytes, ...file } of files)
      kept.push({ ...file, sha256: await putBytes(app, bytes), size: bytes.byteLength });
  } catch (error) {
    for (const file of kept) await settleBytes(app, file.sha256, true);
    throw error;
  }
  return { width, height, files: kept };
}

/** The columns with the consent of the people in a photo, and with the account that recorded it and the time. */
export const consentRow = (consent: PhotoInput['consent'], account: number | null, at: Date) =>
  consent
    ? { consent: consent.state, consent_note: consent.note, consent_by: account, consent_at: at }
    : { consent: null, consent_note: null, consent_by: null, consent_at: null };

/** @throws AppError `invalid_input` */
async function findArticle(tx: Tx, ref: string): Promise<Known> {
  const refs = new RefResolver();
  await refs.load(tx, [ref]);
  const article = refs.find(ref, 'article', ['article']);
  refs.throwIfWrong();
  return article!;
}

/**
 * Replaces the list of people in the picture by `pictured`, in this order.
 * @throws AppError `invalid_input`
 */
export async function writePictured(tx: Tx, photoId: number, pictured: PhotoInput['pictured']): Promise<void> {
  const refs = new RefResolver();
  await refs.load(tx, pictured);
  const ids = pictured.flatMap((ref, index) => refs.find(ref, `pictured.${index}`, ['actor'])?.id ?? []);
  refs.throwIfWrong();
  await tx.deleteFrom('photo_actor').where('photo_id', '=', photoId).execute();
  await insertRows(
    tx,
    'photo_actor',
    [...new Set(ids)].map((actorId, position) => ({ photo_id: photoId, position, actor_id: actorId })),
  );
}
