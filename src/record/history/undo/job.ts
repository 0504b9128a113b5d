import { z } from 'zod';
import { principalById } from '../../../accounts/principal-by-id.ts';
import { defineJob } from '../../../platform/jobs/jobs.ts';
import { house as theHouse } from '../../../platform/operation.ts';

/** Goes on with an undo that is too large to wait for, in the name of who began it. */
export const undoJob = defineJob({
  name: 'record.undo',
  input: z.object({ batch: z.uuid() }),
  minutes: 60,
  async handler({ input, house, log, signal }) {
    const { goOn } = await import('./undo.ts');
    const undo = await house.db.read
      .selectFrom('undo')
      .select(['account_id', 'via'])
      .where('batch_id', '=', input.batch)
      .executeTakeFirst();
    // Its change sets went with the example.
    if (!undo) return;
    const principal =
      undo.account_id === null ? theHouse : await principalById(house.db.read, undo.account_id, undo.via as 'web');
    const { done, skipped } = await goOn(house, principal, input.batch, { signal });
    log.info({ done, skipped }, 'change sets undone');
  },
});
