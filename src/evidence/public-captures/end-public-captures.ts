import { sql } from 'kysely';
import { changesOf } from '../../platform/changes.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import type {} from './tables.ts';

/**
 * Ends the publication of captures that are hidden, sealed, withdrawn or redacted. If such a capture is restored, it is
 * not public again until an editor makes it public.
 */
export const endPublicCaptures: ChangeListener = {
  name: 'evidence.endReleases',
  async onChange(tx, { changes }) {
    const all = [...changesOf(changes, 'capture'), ...changesOf(changes, 'source')];
    const ended = all.filter(
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
