import { z } from 'zod';
import { principalById } from '../../accounts/principal-by-id.ts';
import type { ArchiveFacts } from '../../evidence/archives/types.ts';
import { AppError } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, run, systemPrincipal, type App } from '../../platform/operation.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import type { PageOutcome } from '../store/import-pages.ts';
import { untilFinal } from './check-upload.ts';
import { openUpload } from './files.ts';
import { uploadLimits } from './limits.ts';
import type { UploadError } from './load-uploads.ts';
import type {} from './tables.ts';

/**
 * Stores what became of one page.
 * @throws AppError `not_found` if the upload was deleted meanwhile. Then no more pages may be imported from it.
 */
export const notePage = defineOperation({
  name: 'drafting.noteUploadPage',
  permission: ['system'],
  input: z.object({ upload: z.number().int().positive(), outcome: z.custom<PageOutcome>() }),
  async write({ tx, input: { upload, outcome }, at }): Promise<void> {
    const { numUpdatedRows } = await tx
      .updateTable('upload')
      .set({ changed_at: at })
      .where('id', '=', upload)
      .executeTakeFirst();
    if (!numUpdatedRows) throw new AppError('not_found');
    const result =
      outcome.state === 'failed'
        ? {
            error: outcome.error.code,
            error_details: JSON.stringify(outcome.error.details),
            capture_id: null,
            draft_id: null,
          }
        : {
            error: null,
            error_details: null,
            capture_id: (await findThing(tx, 'capture', parseRef(outcome.capture)!.number))?.id ?? null,
            draft_id: outcome.draft,
            missing: outcome.missing.length,
            setting_cookies: outcome.settingCookies.length,
          };
    await tx
      .updateTable('upload_page')
      .set({ state: outcome.state, ...result })
      .where('upload_id', '=', upload)
      .where('number', '=', outcome.number)
      .where('state', '=', 'waiting')
      .execute();
  },
});

/** Ends an import. Pages that still wait can be chosen again. `error`: why it ended early. */
export const endImport = defineOperation({
  name: 'drafting.endUploadImport',
  permission: ['system'],
  input: z.object({
    upload: z.number().int().positive(),
    error: z.object({ code: z.string(), details: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
  }),
  async write({ tx, input: { upload, error }, at }): Promise<void> {
    const row = await tx
      .updateTable('upload')
      .set({
        state: 'ready',
        error: error?.code ?? null,
        error_details: error && JSON.stringify(error.details),
        changed_at: at,
        expires_at: new Date(at.getTime() + uploadLimits.maxAge),
      })
      .where('id', '=', upload)
      .where('state', '=', 'importing')
      .returning('id')
      .executeTakeFirst();
    if (row)
      await tx
        .updateTable('upload_page')
        .set({ state: 'listed' })
        .where('upload_id', '=', upload)
        .where('state', '=', 'waiting')
        .execute();
  },
});

/**
 * Imports the chosen pages of an upload, with the rights of the person who uploaded it. If the process is killed, the job
 * runs again and imports the pages that still wait; `importPages` recognises one that was stored just before.
 */
export const importUploadJob = defineJob({
  name: 'drafting.import-upload',
  input: z.object({ upload: z.number().int().positive() }),
  minutes: 240,
  async handler({ input: { upload }, app, log, signal, last }) {
    const chosen = await loadChosen(app, upload);
    if (!chosen) return;
    const { row, pages } = chosen;
    const end = (error: UploadError | null): Promise<void> => run(app, endImport, systemPrincipal, { upload, error });
    await untilFinal(
      { signal, last },
      async () => {
        const principal = await principalById(app.db.read, row.account_id, 'web');
        const source = await openUpload(app.config.dataDir, { ...row, size: Number(row.size) });
        const { importPages } = await import('../store/import-pages.ts');
        if (pages.length > 0)
          await importPages(
            app,
            principal,
            {
              source,
              contents: { facts: row.facts as ArchiveFacts, pages },
              pages: pages.map(({ number }) => number),
              team: row.team_id ?? undefined,
            },
            {
              signal,
              why: row.why || undefined,
              onPage: (outcome) => run(app, notePage, systemPrincipal, { upload, outcome }),
            },
          );
        await end(null);
      },
      (error) => {
        log.info({ upload, code: error.code }, 'the import of a web archive ended early');
        return end(error);
      },
    );
  },
});

async function loadChosen({ db }: App, upload: number) {
  const row = await db.read
    .selectFrom('upload')
    .select(['account_id', 'folder', 'size', 'name', 'facts', 'team_id', 'why'])
    .where('id', '=', upload)
    .where('state', '=', 'importing')
    .executeTakeFirst();
  if (!row) return null;
  const pages = await db.read
    .selectFrom('upload_page')
    .select(['number', 'url', 'title', 'at', 'status', 'media_type as mediaType'])
    .where('upload_id', '=', upload)
    .where('state', '=', 'waiting')
    .orderBy('number')
    .execute();
  return { row, pages };
}
