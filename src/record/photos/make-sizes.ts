import { z } from 'zod';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { putBytes, settleBytes } from '../sources/held-bytes.ts';
import { resizeApart } from './picture-readers.ts';

const input = z.object({ photo: z.number().int().positive() });

const masterOf = (db: Reader, photoId: number) =>
  db
    .selectFrom('photo_file')
    .selectAll()
    .where('photo_id', '=', photoId)
    .where('format', '=', 'master')
    .executeTakeFirst();

/**
 * Creates the sizes of a photo that take long to create (AVIF). Does nothing if the photo was deleted meanwhile, or has
 * these sizes already.
 */
export const makePhotoSizes = defineOperation({
  name: 'record.makePhotoSizes',
  permission: ['system'],
  input,
  async prepare({ input: { photo }, app }) {
    const master = await masterOf(app.db.read, photo);
    const bytes = master && (await app.blobs.get(master.sha256));
    if (!bytes) return [];
    const kept: { format: 'avif'; width: number; height: number; sha256: string; size: number }[] = [];
    for (const { bytes: made, width, height } of await resizeApart(bytes, master.width, 'avif'))
      kept.push({ format: 'avif', width, height, sha256: await putBytes(app, made), size: made.byteLength });
    return kept;
  },
  async write({ tx, input: { photo }, prepared: files, change }): Promise<void> {
    await tx.selectFrom('thing').select('id').where('id', '=', photo).forUpdate().execute();
    const known = await tx
      .selectFrom('photo_file')
      .select('format')
      .where('photo_id', '=', photo)
      .where('format', '=', 'avif')
      .executeTakeFirst();
    if (files.length === 0 || known || !(await masterOf(tx, photo))) return;
    await insertRows(
      tx,
      'photo_file',
      files.map((file) => ({ photo_id: photo, ...file })),
    );
    change({ kind: 'photo', thingId: photo, action: 'changed', before: { sizes: 'some' }, after: { sizes: 'all' } });
  },
  async settle({ prepared: files, app, failed }) {
    // Deletes the new files if nothing refers to them, because the photo was deleted meanwhile.
    for (const { sha256 } of files) await settleBytes(app, sha256, failed || !(await isKept(app, sha256)));
  },
});

const isKept = async (app: App, sha256: string): Promise<boolean> =>
  (await app.db.read.selectFrom('photo_file').select('photo_id').where('sha256', '=', sha256).executeTakeFirst()) !==
  undefined;

export const photoSizesJob = defineJob({
  name: 'record.photoSizes',
  input,
  async handler({ input: asked, app }) {
    await run(app, makePhotoSizes, systemPrincipal, asked);
  },
});
