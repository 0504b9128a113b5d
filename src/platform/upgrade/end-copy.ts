import { z } from 'zod';
import type { ChangeSet } from '../changes.ts';
import { defineJob } from '../jobs/jobs.ts';
import type { ChangeListener } from '../operation.ts';

/* Every start loads this file. So it loads what reads and deletes copies only when it is needed. */

/** Whether the copy can still have what these changes have made unreadable. */
const makesVoid = ({ changes }: ChangeSet): boolean =>
  changes.some(({ kind, action }) => action === 'redacted' || action === 'sealed' || kind === 'recovery');

/**
 * Deletes the copy from before an upgrade when someone is redacted or something is sealed. If this fails, the job below
 * tries again.
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
