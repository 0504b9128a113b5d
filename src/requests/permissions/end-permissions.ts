import { noteErasure } from '../../platform/erasing/note-erasure.ts';
import { upkeep } from '../../accounts/tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { changedIds } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, type ChangeListener } from '../../platform/operation.ts';
import { redactItems, sweepFiles } from '../../record/files/delete-files.ts';
import { permissionYears } from './tables.ts';

const ground = 'Kept no longer than its purpose.';

/**
 * Deletes the content of permissions that were refused, withdrawn or left unanswered `permissionYears` years ago, and
 * expired links. Only the numbers of these permissions remain. A valid permission is not deleted, because the
 * publication may have to prove it.
 */
export const endPermissions = defineOperation({
  name: 'requests.endPermissions',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at, change }) {
    const until = new Date(at);
    until.setUTCFullYear(until.getUTCFullYear() - permissionYears);
    await tx.deleteFrom('permission_link').where('expires_at', '<=', at).execute();
    const { rows } = await sql<{ id: number }>`
      select p.id::int as id from permission p join thing t on t.id = p.id
      where p.ended_at is null and p.state <> 'given' and coalesce(p.withdrawn_on::date, p.answered_on::date, p.asked_on::date, t.created_at::date) < ${until.toISOString().slice(0, 10)}::date`.execute(
      tx,
    );
    const ids = rows.map((row) => row.id);
    await empty(tx, ids, at);
    await redactItems(tx, ids, at, ground);
    for (const id of ids) change({ kind: 'permission', thingId: id, action: 'redacted', before: null, after: null });
    if (ids.length) await noteErasure(tx, { act: 'end', tables: emptiedTables });
    return { ended: ids.length };
  },
  cleanUp: ({ app, failed }) => (failed ? Promise.resolve() : sweepFiles(app)),
});

const emptiedTables = [
  'permission',
  'permission_link',
  'permission_return',
  'permission_seen',
  'sealed_content',
  'sealed_for',
  'held_file',
  'change',
];

async function empty(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  const those = sql`any(${[...ids]}::bigint[])`;
  await sql`update permission set person = '', person_id = null, document_id = null, subject = '', kinds = '{}', wording = '', contact = '', note = '', asked_by = null, answerer = '', withdrawer = '', ended_at = ${at} where id = ${those}`.execute(
    tx,
  );
  for (const table of ['permission_link', 'permission_return', 'permission_seen'])
    await sql`delete from ${sql.table(table)} where permission_id = ${those}`.execute(tx);
  for (const table of ['sealed_content', 'sealed_for'])
    await sql`delete from ${sql.table(table)} where thing_id = ${those}`.execute(tx);
}

/** When a person is redacted, deletes the whole content of their permissions and refusals. Only the numbers remain. */
export const deletePermissionsOf: ChangeListener = {
  name: 'requests.forgetPermissionsOf',
  wordsIn: emptiedTables,
  async onChange(tx, set) {
    const people = changedIds(set.changes, 'actor', 'redacted');
    if (people.length === 0) return;
    const ids = (await tx.selectFrom('permission').select('id').where('person_id', 'in', people).execute()).map(
      (row) => row.id,
    );
    if (ids.length === 0) return;
    const tombstone = await tx
      .selectFrom('tombstone')
      .select('ground')
      .where('thing_id', '=', people[0]!)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    await empty(tx, ids, set.at);
    await redactItems(tx, ids, set.at, tombstone?.ground ?? ground);
  },
};
