import { z } from 'zod';
import { readArchiveApart } from '../../evidence/archives/archive-readers.ts';
import type { ArchiveContents, ArchiveFacts } from '../../evidence/archives/types.ts';
import { ownTrust } from '../../evidence/package/signature/own-trust.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { asAppError, type AppError } from '../../platform/errors.ts';
import { defineJob, type JobContext } from '../../platform/jobs/jobs.ts';
import { defineOperation, run, systemPrincipal } from '../../platform/operation.ts';
import { storableData } from '../../platform/text/storable.ts';
import { openUpload } from './files.ts';
import { uploadLimits } from './limits.ts';
import type { UploadError } from './load-uploads.ts';

/** Stores what the check of an uploaded file found, or why the file cannot be used. */
export const noteChecked = defineOperation({
  name: 'drafting.noteChecked',
  permission: ['system'],
  input: z.object({
    upload: z.number().int().positive(),
    found: z.custom<{ contents: ArchiveContents } | { error: UploadError }>(),
  }),
  async write({ tx, input: { upload, found }, at }): Promise<void> {
    const result =
      'error' in found
        ? { state: 'failed' as const, error: found.error.code, error_details: JSON.stringify(found.error.details) }
        : {
            state: 'ready' as const,
            facts: JSON.stringify(found.contents.facts) as unknown as ArchiveFacts,
            pages_left: found.contents.pagesLeft,
          };
    const row = await tx
      .updateTable('upload')
      .set({ ...result, changed_at: at, expires_at: new Date(at.getTime() + uploadLimits.maxAge) })
      .where('id', '=', upload)
      .where('state', '=', 'checking')
      .returning('id')
      .executeTakeFirst();
    if (!row || 'error' in found) return;
    await insertRows(
      tx,
      'upload_page',
      found.contents.pages.map(({ mediaType, ...page }) => ({ upload_id: upload, ...page, media_type: mediaType })),
    );
  },
});

/** Whether the same could succeed later. Errors of the server are temporary, or must be repaired first. */
const isTemporary = ({ status, code }: AppError): boolean => status >= 500 || code === 'archive_changed';

/**
 * Runs the work of a job about an upload. If it fails for good, or in the job's last run, `fail` stores why. An error
 * that is temporary is thrown again, so that the job is repeated or counts as failed.
 */
export async function untilFinal(
  { signal, last }: Pick<JobContext<unknown>, 'signal' | 'last'>,
  work: () => Promise<void>,
  fail: (error: UploadError) => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = asAppError(thrown);
    if (signal.aborted || (isTemporary(error) && !last)) throw thrown;
    await fail({ code: error.code, details: error.details });
    if (isTemporary(error)) throw thrown;
  }
}

/** Checks a file that has arrived completely, in a reader process, and stores its facts and its list of pages. */
export const checkUploadJob = defineJob({
  name: 'drafting.check-upload',
  input: z.object({ upload: z.number().int().positive() }),
  minutes: 120,
  async handler({ input: { upload }, app, log, signal, last }) {
    const note = (found: { contents: ArchiveContents } | { error: UploadError }): Promise<void> =>
      run(app, noteChecked, systemPrincipal, { upload, found });
    const row = await app.db.read
      .selectFrom('upload')
      .select(['folder', 'size', 'name'])
      .where('id', '=', upload)
      .where('state', '=', 'checking')
      .executeTakeFirst();
    if (!row) return;
    const { dataDir } = app.config;
    await untilFinal(
      { signal, last },
      async () => {
        const source = await openUpload(dataDir, { ...row, size: Number(row.size) });
        await note({ contents: storableData(await readArchiveApart(source, await ownTrust(dataDir), signal)) });
      },
      (error) => {
        log.info({ upload, code: error.code }, 'an uploaded web archive cannot be used');
        return note({ error });
      },
    );
  },
});
