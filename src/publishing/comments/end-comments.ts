import { upkeep } from '../../accounts/tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { rejectedDays, undecidedDays } from './tables.ts';

/**
 * Deletes comments, with their keys, `rejectedDays` after their rejection, and comments that have been undecided for `undecidedDays`. Of
 * a comment that was public before its rejection, only the text is deleted, and a note remains. The key of a published
 * comment is deleted `undecidedDays` after its publication: until then, a backup from before may need it. This is no change of
 * the record, so it is not in the history.
 */
export const endComments = defineOperation({
  name: 'publishing.endComments',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  prepare: async (): Promise<{ ended: string[] }> => ({ ended: [] }),
  async write({ tx, prepared, at }): Promise<{ deleted: number; emptied: number }> {
    const ago = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    const deleted = await sql<Keyed>`
      delete from reader_comment where published_at is null and ((state = 'rejected' and decided_at < ${ago(rejectedDays)}) or (state in ('waiting', 'unconfirmed') and written_at < ${ago(undecidedDays)}))
      returning row_key`.execute(tx);
    const emptied = await sql<Keyed>`
      update reader_comment c set name = '', text = '', note = '', held = '{}', encrypted = null, row_key = null from reader_comment before
      where c.id = before.id and c.state = 'rejected' and c.published_at is not null and (c.text <> '' or c.encrypted is not null) and c.decided_at < ${ago(rejectedDays)}
      returning before.row_key`.execute(tx);
    const shown = await sql<Keyed>`
      update reader_comment c set row_key = null from reader_comment before
      where c.id = before.id and c.state = 'published' and c.row_key is not null and c.published_at < ${ago(undecidedDays)}
      returning before.row_key`.execute(tx);
    for (const { row_key } of [...deleted.rows, ...emptied.rows, ...shown.rows])
      if (row_key !== null) prepared.ended.push(row_key);
    return { deleted: deleted.rows.length, emptied: emptied.rows.length };
  },
  async cleanUp({ prepared, app, failed }) {
    if (!failed) await new RowKeys(app.config.dataDir).end(prepared.ended);
  },
});

type Keyed = { row_key: string | null };
