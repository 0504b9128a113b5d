import { sendJob } from '../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';

/**
 * A print holds words in the clear. When something is sealed or a person erased, all of them go, whichever they name:
 * both are rare, and a print is made again when it is asked for.
 */
export const deletePdfs: ChangeListener = {
  name: 'publishing.forgetPrints',
  async onChange(tx, set) {
    if (!set.changes.some(({ action }) => action === 'sealed' || action === 'redacted')) return;
    const gone = await tx.deleteFrom('print').returning('sha256').execute();
    if (gone.length) await sendJob(tx, eraseBlobs, { blobs: gone.map((row) => row.sha256) });
  },
};
