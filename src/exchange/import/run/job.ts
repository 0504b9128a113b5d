import { z } from 'zod';
import { asAppError } from '../../../platform/errors.ts';
import { defineJob, sendJob } from '../../../platform/jobs/jobs.ts';
import {
  defineOperation,
  systemPrincipal,
  run,
  type App,
  type Principal,
  runAsViewer,
} from '../../../platform/operation.ts';
import { desk, filing } from '../../../accounts/tables.ts';
import { beginRun, endRun, takeUpRun } from '../store/change-import.ts';

/**
 * Runs an import in the background, with the rights of the account that started it. If it is interrupted, the job runs
 * again, and the import continues.
 */
export const importJob = defineJob({
  name: 'exchange.import',
  input: z.object({ import: z.number().int().positive(), batch: z.uuid() }),
  minutes: 240,
  retries: 5,
  async handler({ input, app, log, signal }) {
    if (!(await run(app, takeUpRun, systemPrincipal, input))) return;
    const principal = await runnerOf(app, input.import);
    if (!principal) {
      await run(app, endRun, systemPrincipal, {
        ...input,
        state: 'failed',
        error: { code: 'not_permitted', details: { roles: desk.join(', ') } },
      });
      return;
    }
    const { runImport } = await import('./run-import.ts');
    try {
      const { counts } = await runAsViewer(app, principal, () =>
        runImport(app, principal, input.import, input.batch, { signal }),
      );
      log.info({ import: input.import, counts }, 'import done');
    } catch (thrown) {
      // Errors that may be temporary are thrown, so that the job runs again. Others are already stored with the import.
      const { code } = asAppError(thrown);
      if (signal.aborted || code === 'internal' || code === 'database_unreachable' || code === 'lockdown') throw thrown;
      log.info({ import: input.import, code }, 'import ended');
    }
  },
});

/** Starts a run in the background. @throws AppError as `beginRun` */
export const sendImport = defineOperation({
  name: 'exchange.sendImport',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    import: z.number().int().positive(),
    version: z.number().int().optional(),
    dry: z.boolean(),
    why: z.string().max(2000).optional(),
  }),
  async write(writing): Promise<void> {
    const { batch } = await beginRun.write({
      ...writing,
      input: { ...writing.input, state: 'waiting' },
      prepared: undefined,
    });
    await sendJob(writing.tx, importJob, { import: writing.input.import, batch });
  },
});

/** The account that started the run, with its current roles; null if the account is closed or no longer exists. */
async function runnerOf(app: App, id: number): Promise<Principal | null> {
  const row = await app.db.read
    .selectFrom('import')
    .innerJoin('account', 'account.id', 'import.run_by')
    .select(['account.id', 'account.name', 'account.roles', 'account.disabled_at'])
    .where('import.id', '=', id)
    .executeTakeFirst();
  return row && !row.disabled_at
    ? { accountId: row.id, name: row.name, roles: row.roles, via: 'web', access: 'account' }
    : null;
}
