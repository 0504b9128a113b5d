import { sendJob } from '../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';

/**
 * Deletes all PDFs after something was sealed or a person was redacted, because any PDF may contain the words. Both
 * actions are rare, and a PDF is created again on request.
 */
export const deletePdfs: ChangeListener = {
  name: 'publishing.forgetPrints',
  async onChange(tx, set) {
    if (!set.changes.some(({ action }) => action === 'sealed' || action === 'redacted')) return;
    const gone = await tx.deleteFrom('print').returning('sha256').execute();
    if (gone.length) await sendJob(tx, eraseBlobs, { blobs: gone.map((row) => row.sha256) });
  },
};
