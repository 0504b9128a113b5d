import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { addPhoto, findSamePicture, storePicture } from '../../record/photos/add-photo.ts';
import { readPictureInChild } from '../../record/photos/picture-readers.ts';
import { picturedKinds } from '../../record/photos/pictured-kinds.ts';
import { setPicture } from '../../record/photos/set-pictures.ts';
import { findThing, parseRef, refOf } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { settleBytes } from '../../record/sources/held-bytes.ts';
import { pictureLine } from '../formats/pictures-lines.ts';
import { findImported } from './known.ts';
import './tables.ts';

export type ImportedPicture = {
  photo: string;
  /** Whether the photo was already in this record, so that nothing has changed. */
  known: boolean;
  /** The items in this record whose picture it became. */
  pictureOf: string[];
};

/**
 * Imports one exported picture with its data. It is decoded and stored like an upload. It becomes the picture of the
 * same items as in the other record, if these were imported before and have no picture yet. The people in the picture
 * must have been imported before, because readers see the photo only while all of them are public.
 * @throws AppError from `readPictureInChild`; `invalid_input` by field; `editor_needed` for a public item
 */
export const importPicture = defineOperation({
  name: 'exchange.bringPicture',
  permission: filing,
  input: z.object({
    /** The id of the record from which the picture was exported. */
    record: z.string().min(1).max(200),
    line: pictureLine.omit({ bytes: true }),
    bytes: z.instanceof(Uint8Array),
  }),
  async prepare({ input: { record, line, bytes }, app, principal }) {
    const known = await findImported(app.db.read, record, [line.ref]);
    return known.has(line.ref)
      ? null
      : storePicture(app, await readPictureInChild(bytes, { account: principal.accountId }));
  },
  async write(writing): Promise<ImportedPicture> {
    const { tx, input, prepared, at, change } = writing;
    const { record, line } = input;
    const found = await findImported(tx, record, [line.ref, ...line.pictured, ...line.pictureOf]);
    const here = found.get(line.ref);
    if (here) return { photo: refOf(here), known: true, pictureOf: [] };
    if (!prepared) throw new AppError('conflict');
    const missing = line.pictured.filter((ref) => !found.has(ref));
    if (missing.length)
      throw new AppError('invalid_input', {
        fields: missing.map((ref) => ({
          path: `pictured.${line.pictured.indexOf(ref)}`,
          message: 'exchange.exports.picture.unknown',
          params: { ref },
        })),
      });
    const note = (id: number) =>
      tx.insertInto('imported_thing').values({ record, ref: line.ref, thing_id: id, sha256: line.sha256 }).execute();
    const photo = addPhoto.input.parse({
      kind: line.kind,
      credit: line.credit,
      alt: line.alt,
      licence: line.licence,
      note: line.note,
      pictured: line.pictured.map((ref) => refOf(found.get(ref)!)),
      focus: line.focus,
      consent: line.consent && { state: line.consent.state, note: line.consent.note },
      bytes: new Uint8Array(),
    });
    const same = await findSamePicture(tx, prepared);
    if (same) {
      await note(same.id);
      return { photo: refOf(same), known: true, pictureOf: [] };
    }
    const { photo: ref } = await addPhoto.write({ ...writing, input: photo, prepared });
    const { id } = (await findThing(tx, 'photo', parseRef(ref)!.number))!;
    await note(id);
    if (line.consent)
      await tx
        .updateTable('photo')
        .set({ consent_at: new Date(line.consent.at) })
        .where('id', '=', id)
        .execute();
    if (line.example || line.invented)
      await tx
        .updateTable('thing')
        .set({ example: line.example ?? false, invented: line.invented ?? false })
        .where('id', '=', id)
        .execute();
    const pictureOf: string[] = [];
    for (const item of line.pictureOf) {
      const known = found.get(item);
      if (!known) continue;
      const thing = await takeForChange(tx, refOf(known), at, { kinds: picturedKinds });
      const kind = thing.kind as (typeof picturedKinds)[number];
      const { picture_id: held } = await tx
        .selectFrom(kind)
        .select('picture_id')
        .where('id', '=', thing.id)
        .executeTakeFirstOrThrow();
      if (held !== null || thing.visibility === 'sealed') continue;
      await setPicture(tx, thing, id, change);
      pictureOf.push(refOf(known));
    }
    return { photo: ref, known: false, pictureOf };
  },
  async cleanUp({ prepared, app }) {
    // Deletes blobs to which nothing refers, for example because the picture was already in the record.
    for (const { sha256 } of prepared?.files ?? []) await settleBytes(app, sha256, true);
  },
});
