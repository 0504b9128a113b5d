import { noteErasure } from '../../platform/erasing/note-erasure.ts';
import { upkeep } from '../../accounts/tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { changedIds } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, type ChangeListener } from '../../platform/operation.ts';
import { redactItems, deleteFiles, sweepFiles } from '../../record/files/delete-files.ts';
import { replyYears } from './tables.ts';

/**
 * Deletes the parts of a request that only the desk sees, `replyYears` years after it was settled: contact, request,
 * reasons and files. A published reply is not deleted.
 */
export const endReplies = defineOperation({
  name: 'requests.endReplies',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at, change }) {
    const until = new Date(at);
    until.setUTCFullYear(until.getUTCFullYear() - replyYears);
    const due = await tx
      .selectFrom('reply')
      .select('id')
      .where('ended_at', 'is', null)
      .where('settled_at', '<', until)
      .execute();
    const ids = due.map((row) => row.id);
    await empty(tx, ids, at);
    await sql`update reply set asker = '', asker_id = null where id = any(${ids}::bigint[]) and state <> 'published'`.execute(
      tx,
    );
    await forgetSealed(tx, ids);
    await deleteFiles(tx, ids);
    for (const id of ids) change({ kind: 'reply', thingId: id, action: 'redacted', before: null, after: null });
    if (ids.length)
      await noteErasure(tx, { act: 'end', tables: ['reply', 'sealed_content', 'sealed_for', 'held_file', 'change'] });
    return { ended: ids.length };
  },
  cleanUp: ({ app, failed }) => (failed ? Promise.resolve() : sweepFiles(app)),
});

const empty = (tx: Tx, ids: readonly number[], at: Date) =>
  sql`update reply set contact = '', asked = '', reason = '', ended_at = ${at} where id = any(${[...ids]}::bigint[])`.execute(
    tx,
  );

async function forgetSealed(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const table of ['sealed_content', 'sealed_for'])
    await sql`delete from ${sql.table(table)} where thing_id = any(${[...ids]}::bigint[])`.execute(tx);
}

/**
 * When the person who asked is redacted, deletes the content of the request, including a published reply, because it
 * consists of that person's words.
 */
export const deleteRepliesOf: ChangeListener = {
  name: 'requests.forgetRepliesOf',
  wordsIn: ['reply', 'sealed_content', 'sealed_for'],
  async onChange(tx, set) {
    const people = changedIds(set.changes, 'actor', 'redacted');
    if (people.length === 0) return;
    const ids = (await tx.selectFrom('reply').select('id').where('asker_id', 'in', people).execute()).map(
      (row) => row.id,
    );
    if (ids.length === 0) return;
    await empty(tx, ids, set.at);
    await sql`update reply set asker = '', asker_id = null, words = case when words is null then null else '' end where id = any(${ids}::bigint[])`.execute(
      tx,
    );
    await forgetSealed(tx, ids);
    const tombstone = await tx
      .selectFrom('tombstone')
      .select('ground')
      .where('thing_id', '=', people[0]!)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    await redactItems(tx, ids, set.at, tombstone?.ground ?? '');
  },
};
