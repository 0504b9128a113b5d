import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { archiveLimits } from '../../evidence/archives/limits.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError, type ErrorCode } from '../../platform/errors.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { requireTeam } from '../../record/teams/limit-item.ts';
import { prepareTeam, teamInput } from '../../record/teams/limit-new.ts';
import { importUploadJob } from './import-upload-job.ts';
import { uploadLimits } from './limits.ts';
import { lockOwn, type Whose } from './load-uploads.ts';

const { maxPagesAtOnce } = archiveLimits;

/**
 * Imports the chosen pages of one's own upload in the background. Pages that were imported from the same file before are
 * not imported again.
 * @throws AppError `not_found`, `upload_busy`, `archive_altered`, `invalid_input`; and the error of a file that cannot be
 * used
 */
export const importUpload = defineOperation({
  name: 'drafting.importUpload',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    upload: z.number().int().positive(),
    pages: z
      .array(z.coerce.number().int().positive())
      .min(1, 'evidence.archive.error.none')
      .describe(`The numbers of the pages in the list; at most ${maxPagesAtOnce} at a time`),
    team: teamInput,
  }),
  prepare: ({ app, input }) => prepareTeam(app, input.team),
  async write({ tx, input, principal, at, why }): Promise<{ pages: number }> {
    const { upload, team } = input;
    const pages = [...new Set(input.pages)];
    if (pages.length > maxPagesAtOnce) throw wrong('evidence.archive.error.many', { limit: maxPagesAtOnce });
    await requireReady(tx, upload, { account: principal.accountId, at });
    if (team !== undefined) await requireTeam(tx, principal, team);
    const chosen = await tx
      .updateTable('upload_page')
      .set({ state: 'waiting', error: null, error_details: null })
      .where('upload_id', '=', upload)
      .where('number', 'in', pages)
      .returning('number')
      .execute();
    const found = new Set(chosen.map(({ number }) => number));
    const unlisted = pages.find((number) => !found.has(number));
    if (unlisted !== undefined) throw wrong('evidence.archive.error.unlisted', { number: unlisted });
    await tx
      .updateTable('upload')
      .set({
        state: 'importing',
        team_id: team ?? null,
        why: why ?? '',
        error: null,
        error_details: null,
        changed_at: at,
        expires_at: new Date(at.getTime() + uploadLimits.maxAge),
      })
      .where('id', '=', upload)
      .execute();
    await sendJob(tx, importUploadJob, { upload });
    return { pages: pages.length };
  },
});

const wrong = (message: string, params: Record<string, number>): AppError =>
  new AppError('invalid_input', { fields: [{ path: 'pages', message, params }] });

async function requireReady(tx: Tx, upload: number, whose: Whose): Promise<void> {
  const row = await lockOwn(tx, upload, whose);
  const details = (row.error_details ?? {}) as AppError['details'];
  if (row.state === 'failed') throw new AppError(row.error as ErrorCode, { details });
  if (row.state !== 'ready') throw new AppError('upload_busy', { details: { state: row.state } });
  if (row.facts!.report.verdict === 'altered') throw new AppError('archive_altered');
}
