import { sql } from 'kysely';
import { z } from 'zod';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineJob, sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run } from '../../platform/operation.ts';
import { dropBytes, putBytes, settleBytes } from '../sources/held-bytes.ts';
import { croppedFor, shapeNames, type PhotoShape } from './crops.ts';
import { cropInChild, resizeInChild } from './picture-readers.ts';
import { photoFormats, type PhotoFormat } from './tables.ts';

const input = z.object({ photo: z.number().int().positive() });

/** A photo's master (the largest stored size), its focal point, and the sizes it has. Undefined if it was deleted. */
async function stateOf(db: Reader, photoId: number) {
  const photo = await db
    .selectFrom('photo')
    .select(['focus_x', 'focus_y', 'cropped_at'])
    .where('id', '=', photoId)
    .executeTakeFirst();
  const files = await db.selectFrom('photo_file').selectAll().where('photo_id', '=', photoId).execute();
  const master = files.find((file) => file.format === 'master');
  if (!photo || !master) return undefined;
  const focus = { x: photo.focus_x, y: photo.focus_y };
  return {
    master,
    focus,
    files,
    wide: files.some((file) => file.format === 'avif' && file.shape === 'whole'),
    cropped: photo.cropped_at === croppedFor(focus),
  };
}

type Made = {
  shape: PhotoShape | 'whole';
  format: PhotoFormat;
  width: number;
  height: number;
  sha256: string;
  size: number;
};

/**
 * Creates the sizes of a photo that take long to create: AVIF, and the crops around its focal point in every format.
 * New crops replace those of an earlier focal point. Does nothing if the photo was deleted meanwhile, or has all sizes
 * already.
 */
export const makePhotoSizes = defineOperation({
  name: 'record.makePhotoSizes',
  permission: ['system'],
  input,
  async prepare({ input: { photo }, app }) {
    const state = await stateOf(app.db.read, photo);
    const [kept, old]: [Made[], string[]] = [[], []];
    if (!state || (state.wide && state.cropped)) return { kept, focus: null, old };
    const master = await app.blobs.get(state.master.sha256);
    if (!master) return { kept, focus: null, old };
    const { focus } = state;
    const put = async ({ bytes, ...file }: Omit<Made, 'sha256' | 'size'> & { bytes: Uint8Array }): Promise<void> => {
      kept.push({ ...file, sha256: await putBytes(app, bytes), size: bytes.byteLength });
    };
    try {
      if (!state.wide)
        for (const file of await resizeInChild(master, state.master.width, 'avif'))
          await put({ ...file, format: 'avif', shape: 'whole' });
      if (!state.cropped)
        for (const format of photoFormats)
          for (const file of await cropInChild({ master, focus, shapes: shapeNames, format }))
            await put({ ...file, format });
    } catch (error) {
      for (const { sha256 } of kept) await settleBytes(app, sha256, true);
      throw error;
    }
    return { kept, focus, old };
  },
  async write({ tx, input: { photo }, prepared, change }): Promise<void> {
    const { kept, focus } = prepared;
    if (!focus) return;
    await tx.selectFrom('thing').select('id').where('id', '=', photo).forUpdate().execute();
    const state = await stateOf(tx, photo);
    if (!state) return;
    const fits = !state.cropped && croppedFor(state.focus) === croppedFor(focus);
    const made = kept.filter(({ shape }) => (shape === 'whole' ? !state.wide : fits));
    if (made.length === 0) return;
    if (made.some(({ shape }) => shape !== 'whole')) {
      prepared.old = state.files.filter((file) => file.shape !== 'whole').map((file) => file.sha256);
      await tx.deleteFrom('photo_file').where('photo_id', '=', photo).where('shape', '!=', 'whole').execute();
      await tx
        .updateTable('photo')
        .set({ cropped_at: croppedFor(state.focus) })
        .where('id', '=', photo)
        .execute();
    }
    await insertRows(
      tx,
      'photo_file',
      made.map((file) => ({ photo_id: photo, ...file })),
    );
    change({ kind: 'photo', thingId: photo, action: 'changed', before: { sizes: 'some' }, after: { sizes: 'all' } });
  },
  async cleanUp({ prepared: { kept, old }, app, failed }) {
    // Deletes sizes to which no row refers, because the photo or its focal point changed meanwhile.
    for (const { sha256 } of kept) await settleBytes(app, sha256, true);
    if (!failed) await dropBytes(app, old);
  },
});

export const photoSizesJob = defineJob({
  name: 'record.photoSizes',
  input,
  async handler({ input, app }) {
    await run(app, makePhotoSizes, systemPrincipal, input);
  },
});

/** The maximum number of photos for which one run of `missingSizesJob` sends jobs. */
const maxAtOnce = 2000;

/** Sends a job for each photo that lacks sizes, such as a photo from before Kronika created crops. */
export const queueMissingSizes = defineOperation({
  name: 'record.askForPhotoSizes',
  permission: ['system'],
  input: z.object({}),
  async write({ tx }): Promise<{ asked: number }> {
    const { rows } = await sql<{ id: number }>`
      select p.id from photo p where exists (select from photo_file f where f.photo_id = p.id and f.format = 'master')
        and (p.cropped_at is distinct from p.focus_x || ',' || p.focus_y
          or not exists (select from photo_file f where f.photo_id = p.id and f.format = 'avif'))
      order by p.id desc limit ${maxAtOnce}`.execute(tx);
    for (const { id } of rows) await sendJob(tx, photoSizesJob, { photo: Number(id) });
    return { asked: rows.length };
  },
});

/** Runs after an upgrade, and daily, for photos whose own job failed. */
export const missingSizesJob = defineJob({
  name: 'record.missingPhotoSizes',
  input: z.object({}),
  everyHours: 24,
  async handler({ app }) {
    await run(app, queueMissingSizes, systemPrincipal, {});
  },
});
