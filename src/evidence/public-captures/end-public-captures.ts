import { sql } from 'kysely';
import { changesOf } from '../../platform/changes.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import type {} from './tables.ts';

/** What is hidden, sealed or withdrawn, or had somebody erased from it, is opened by no reader any more, also when it comes back: somebody looks at it anew first. */
export const endPublicCaptures: ChangeListener = {
  name: 'evidence.endReleases',
  async onChange(tx, { changes }) {
    const told = [...changesOf(changes, 'capture'), ...changesOf(changes, 'source')];
    const ended = told.filter(
      ({ action, after }) =>
        ['sealed', 'redacted', 'withdrawn'].includes(action) ||
        (action === 'visibility' && (after as { visibility?: string } | null)?.visibility !== 'public'),
    );
    if (ended.length === 0) return;
    const ids = ended.map((one) => one.thingId);
    await sql`delete from released_capture where capture_id in (select id from capture where id = any(${ids}::bigint[]) or source_id = any(${ids}::bigint[]))`.execute(
      tx,
    );
  },
};
