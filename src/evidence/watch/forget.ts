import { changedIds } from '../../platform/changes.ts';
import type { ChangeListener } from '../../platform/operation.ts';

/**
 * Stops watching the page of a source that is sealed, redacted or withdrawn, because requests for its URL could reveal
 * what is hidden. If a source is merged, the canonical source is watched instead, unless it is watched already.
 */
export const deleteWatches: ChangeListener = {
  name: 'evidence.forgetWatches',
  wordsIn: ['watch', 'watch_finding'],
  async onChange(tx, { changes }) {
    const closed = changedIds(changes, 'source', 'sealed', 'redacted', 'withdrawn');
    if (closed.length) {
      await tx.deleteFrom('watch').where('source_id', 'in', closed).execute();
      await tx.updateTable('watch_finding').set({ about: {} }).where('source_id', 'in', closed).execute();
    }
    const merged = changedIds(changes, 'source', 'merged');
    if (merged.length === 0) return;
    const rows = await tx
      .selectFrom('thing')
      .select(['id', 'merged_into'])
      .where('id', 'in', merged)
      .where('merged_into', 'is not', null)
      .execute();
    for (const { id, merged_into: into } of rows) {
      const there = await tx.selectFrom('watch').select('source_id').where('source_id', '=', into).executeTakeFirst();
      await (
        there
          ? tx.deleteFrom('watch').where('source_id', '=', id)
          : tx.updateTable('watch').set({ source_id: into! }).where('source_id', '=', id)
      ).execute();
      await tx.updateTable('watch_finding').set({ source_id: into! }).where('source_id', '=', id).execute();
    }
  },
};
