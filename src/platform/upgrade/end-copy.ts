import { z } from 'zod';
import { createdIds, type ChangeSet } from '../changes.ts';
import { defineJob } from '../jobs/jobs.ts';
import type { ChangeListener } from '../operation.ts';

/* Every start of the server loads this file. So it loads the code that reads and deletes copies only when needed. */

/**
 * Whether the copy may still contain data that these changes have deleted, encrypted, or encrypted for a new key. It
 * contains nothing of an item that was sealed from the start.
 */
const makesVoid = ({ changes }: ChangeSet): boolean =>
  changes.some(
    ({ kind, action, thingId }) =>
      action === 'redacted' || (action === 'sealed' && !createdIds(changes).has(thingId)) || kind === 'recovery',
  );

/**
 * Deletes the copy from before an upgrade when someone is redacted, something is sealed, or the recovery key changes.
 * If this fails, the job below tries again.
 */
export const endCopyListener: ChangeListener = {
  name: 'endUpgradeCopy',
  async afterCommit(set, app) {
    if (!makesVoid(set)) return;
    const { dropCopy } = await import('./copy.ts');
    await dropCopy(app.config.dataDir).catch(() => {});
  },
};

export const endCopyJob = defineJob({
  name: 'platform.endUpgradeCopy',
  input: z.object({}),
  everyHours: 1,
  byClock: true,
  async handler({ app, log }) {
    const { endCopies } = await import('./end-copies.ts');
    const ended = await endCopies(app);
    if (ended) log.info({ ended }, 'copies from before an upgrade deleted');
  },
});
