import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { checkUploadJob } from './check-upload.ts';
import { folderOf, placePiece } from './files.ts';
import { uploadLimits } from './limits.ts';
import { lockOwn } from './load-uploads.ts';

const { minPiece } = uploadLimits;

/**
 * Adds a piece, which is already on the disk, to the end of one's own upload. After the last one, a job checks the file. Two requests that send the same bytes at
 * once cannot both do it.
 * @returns false if the piece is too short, and so not added
 * @throws AppError `not_found`, `upload_offset`, `too_large`
 */
export const addPiece = defineOperation({
  name: 'drafting.addUploadPiece',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    upload: z.number().int().positive(),
    offset: z.number().int().min(0),
    piece: z.object({ name: z.string().regex(/^[0-9a-f]{24}$/), size: z.number().int().positive() }),
  }),
  prepare: async ({ app }) => app.config.dataDir,
  async write({ tx, input: { upload, offset, piece }, prepared: dataDir, principal, at }): Promise<boolean> {
    const row = await lockOwn(tx, upload, { account: principal.accountId, at });
    const [size, received] = [Number(row.size), Number(row.received)];
    if (received !== offset) throw new AppError('upload_offset', { details: { offset: received } });
    const end = offset + piece.size;
    if (end > size) throw new AppError('too_large', { details: { limit: `${size} bytes` } });
    if (piece.size < minPiece && end < size) return false;
    await placePiece(folderOf(dataDir, row), piece.name, offset);
    const isComplete = end === size;
    await tx
      .updateTable('upload')
      .set({ received: end, changed_at: at, ...(isComplete && { state: 'checking' as const }) })
      .where('id', '=', row.id)
      .execute();
    if (isComplete) await sendJob(tx, checkUploadJob, { upload });
    return true;
  },
});
