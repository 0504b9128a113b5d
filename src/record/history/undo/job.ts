import { z } from 'zod';
import { principalById } from '../../../accounts/principal-by-id.ts';
import { defineJob } from '../../../platform/jobs/jobs.ts';
import { runAsViewer, systemPrincipal } from '../../../platform/operation.ts';

/** Continues an undo that is too large to wait for. It runs as the person who started the undo. */
export const undoJob = defineJob({
  name: 'record.undo',
  input: z.object({ batch: z.uuid() }),
  minutes: 60,
  async handler({ input, app, log, signal }) {
    const { continueUndo } = await import('./undo.ts');
    const undo = await app.db.read
      .selectFrom('undo')
      .select(['account_id', 'via'])
      .where('batch_id', '=', input.batch)
      .executeTakeFirst();
    // If the sample data was removed together with the undo's change sets, the undo no longer exists.
    if (!undo) return;
    const principal =
      undo.account_id === null ? systemPrincipal : await principalById(app.db.read, undo.account_id, undo.via as 'web');
    const { done, skipped } = await runAsViewer(app, principal, () =>
      continueUndo(app, principal, input.batch, { signal }),
    );
    log.info({ done, skipped }, 'change sets undone');
  },
});
