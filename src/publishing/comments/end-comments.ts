import { upkeep } from '../../accounts/tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import { rejectedDays, undecidedDays } from './tables.ts';

/**
 * Deletes comments `rejectedDays` after their rejection, and comments that have been undecided for `undecidedDays`. Of
 * a comment that was public before its rejection, only the text is deleted, and a note remains. This is no change of
 * the record, so it is not in the history.
 */
export const endComments = defineOperation({
  name: 'publishing.endComments',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }): Promise<{ deleted: number; emptied: number }> {
    const ago = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    const deleted = await sql`
      delete from reader_comment where published_at is null and ((state = 'rejected' and decided_at < ${ago(rejectedDays)}) or (state in ('waiting', 'unconfirmed') and written_at < ${ago(undecidedDays)}))`.execute(
      tx,
    );
    const emptied = await sql`
      update reader_comment set name = '', text = '', note = '', held = '{}' where state = 'rejected' and published_at is not null and text <> '' and decided_at < ${ago(rejectedDays)}`.execute(
      tx,
    );
    return { deleted: Number(deleted.numAffectedRows ?? 0), emptied: Number(emptied.numAffectedRows ?? 0) };
  },
});
