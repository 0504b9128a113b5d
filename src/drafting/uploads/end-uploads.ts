import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { changedIds } from '../../platform/changes.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { AppError } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { listOpenInputs } from '../../platform/jobs/list-jobs.ts';
import { defineOperation, run, systemPrincipal, type App, type ChangeListener } from '../../platform/operation.ts';
import { checkUploadJob, noteChecked } from './check-upload.ts';
import { folderOf, listFolders, removeFiles, removeLeftPieces } from './files.ts';
import { endImport, importUploadJob } from './import-upload-job.ts';
import type {} from './tables.ts';

/** How old a piece must be, in ms, before it counts as left by a process that was killed. */
const minAge = 3_600_000;

/** Deletes one's own upload with its file. Captures that were imported from it stay. @throws AppError `not_found` */
export const deleteUpload = defineOperation({
  name: 'drafting.deleteUpload',
  permission: filing,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input: z.object({ upload: z.number().int().positive() }),
  async write({ tx, input, principal }) {
    const row = await tx
      .deleteFrom('upload')
      .where('id', '=', input.upload)
      .where('account_id', '=', principal.accountId)
      .returning('folder')
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    await noteEnded(tx, { upload: 1 });
  },
  cleanUp: ({ app, failed }) => (failed ? Promise.resolve() : removeDeleted(app)),
});

/** Deletes uploads whose time has ended, and those of closed accounts. */
export const endUploads = defineOperation({
  name: 'drafting.endUploads',
  permission: ['system'],
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ uploads: number }> {
    return { uploads: await deleteWhere(tx, sql`expires_at <= ${at} or ${ofClosed}`) };
  },
});

const ofClosed = sql`account_id in (select id from account where disabled_at is not null)`;

async function deleteWhere(tx: Tx, condition: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows } = await sql`delete from upload where ${condition}`.execute(tx);
  await noteEnded(tx, { upload: numAffectedRows });
  return Number(numAffectedRows ?? 0);
}

/** Runs hourly, ends work whose job no longer exists, and removes the files of uploads that were deleted, also after the process was killed. */
export const endUploadsJob = defineJob({
  name: 'drafting.end-uploads',
  input: z.object({}),
  byClock: true,
  everyHours: 1,
  async handler({ app, log }) {
    const { uploads } = await run(app, endUploads, systemPrincipal, {});
    await endAbandoned(app);
    await removeDeleted(app);
    await removeLeft(app);
    if (uploads > 0) log.info({ uploads }, 'uploads of web archives deleted');
  },
});

/**
 * Ends checks and imports that no job will finish, because an administrator cancelled it, or the process was killed in
 * its last run.
 */
async function endAbandoned(app: App): Promise<void> {
  const error = { code: 'reading_failed', details: {} };
  for (const [state, job] of [
    ['checking', checkUploadJob],
    ['importing', importUploadJob],
  ] as const) {
    const rows = await app.db.read.selectFrom('upload').select('id').where('state', '=', state).execute();
    if (rows.length === 0) continue;
    const open = new Set((await listOpenInputs(app.db.read, job.name)).map((input) => job.input.parse(input).upload));
    for (const upload of rows.map(({ id }) => Number(id)).filter((id) => !open.has(id)))
      await (state === 'checking'
        ? run(app, noteChecked, systemPrincipal, { upload, found: { error } })
        : run(app, endImport, systemPrincipal, { upload, error }));
  }
}

/** Removes the folders of uploads that no longer exist. An upload exists before its folder. */
async function removeDeleted({ db, config: { dataDir } }: App): Promise<void> {
  const folders = await listFolders(dataDir);
  if (folders.length === 0) return;
  const there = new Set((await db.read.selectFrom('upload').select('folder').execute()).map(({ folder }) => folder));
  for (const folder of folders) if (!there.has(folder)) await removeFiles(dataDir, { folder });
}

async function removeLeft({ db, now, config: { dataDir } }: App): Promise<void> {
  for (const upload of await db.read.selectFrom('upload').select('folder').execute())
    await removeLeftPieces(folderOf(dataDir, upload), new Date(now().getTime() - minAge));
}

/**
 * Deletes the uploads of an account that is closed; those of files from which a capture of a sealed source was imported;
 * and, if a person is redacted, all, because any of the files can name the person, and they are too large to be
 * searched. If a capture is sealed, a trigger deletes the uploads of its file (migrations/0260), because nothing else
 * names the file then.
 */
export const deleteUploads: ChangeListener = {
  name: 'drafting.deleteUploads',
  wordsIn: ['upload', 'upload_page'],
  async onChange(tx, { changes }) {
    if (changes.some(({ kind }) => kind === 'account')) await deleteWhere(tx, ofClosed);
    if (changes.some(({ kind, action }) => kind === 'actor' && action === 'redacted')) await deleteWhere(tx, sql`true`);
    for (const source of changedIds(changes, 'source', 'sealed'))
      await deleteWhere(
        tx,
        sql`facts ->> 'sha256' in (
          select o.archive_sha256 from archive_origin o join capture c on c.id = o.capture_id where c.source_id = ${source})`,
      );
  },
  async afterCommit({ changes }, app) {
    if (changes.some(({ kind, action }) => kind === 'account' || action === 'redacted' || action === 'sealed'))
      // The hourly job removes what could not be removed now.
      await removeDeleted(app).catch(() => {});
  },
};
