import { changedIds } from '../../platform/changes.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';
import './store-pdf.ts';

/**
 * Deletes all PDFs after something was sealed, a person was redacted or the sample data was removed, because any PDF
 * may contain the removed text. All three are rare, and a PDF is created again on request. A change of a case, law or
 * letter deletes only the PDFs of this item. PDFs of articles are not affected, because an edition never changes.
 */
export const deletePdfs: ChangeListener = {
  name: 'record.deletePdfs',
  async onChange(tx, { changes }) {
    const all = changes.some(
      ({ kind, action }) =>
        action === 'sealed' || action === 'redacted' || (kind === 'example' && action === 'removed'),
    );
    const things = ['case', 'law', 'letter'].flatMap((kind) => changedIds(changes, kind));
    if (!all && things.length === 0) return;
    const gone = await (all ? tx.deleteFrom('pdf') : tx.deleteFrom('pdf').where('thing_id', 'in', things))
      .returning('sha256')
      .execute();
    if (gone.length) await sendJob(tx, eraseBlobs, { blobs: gone.map((row) => row.sha256) });
  },
};
