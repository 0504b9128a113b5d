import { changedIds } from '../../platform/changes.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';

/**
 * Deletes all PDFs after something was sealed or a person was redacted, because any PDF may contain the words. Both
 * actions are rare, and a PDF is created again on request. A change of a case or law deletes its own PDFs, because it may
 * have been withdrawn.
 */
export const deletePdfs: ChangeListener = {
  name: 'publishing.forgetPrints',
  async onChange(tx, { changes }) {
    const all = changes.some(({ action }) => action === 'sealed' || action === 'redacted');
    const things = [...changedIds(changes, 'case'), ...changedIds(changes, 'law')];
    if (!all && things.length === 0) return;
    const gone = [
      ...(all ? await tx.deleteFrom('print').returning('sha256').execute() : []),
      ...(await (all ? tx.deleteFrom('record_print') : tx.deleteFrom('record_print').where('thing_id', 'in', things))
        .returning('sha256')
        .execute()),
    ];
    if (gone.length) await sendJob(tx, eraseBlobs, { blobs: gone.map((row) => row.sha256) });
  },
};
