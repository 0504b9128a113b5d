import { noteErasure } from '../../platform/erasing/note-erasure.ts';
import { upkeep } from '../../accounts/tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { changedIds } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation, type ChangeListener } from '../../platform/operation.ts';
import { deleteFiles, sweepFiles } from '../../record/files/delete-files.ts';
import { demandYears } from './tables.ts';

/**
 * Deletes the text, files and subjects of demands `demandYears` years after their outcome. The kind, the day, the
 * authority and the outcome are not deleted, because the transparency report counts demands by them.
 */
export const endDemands = defineOperation({
  name: 'requests.endDemands',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at, change }) {
    const until = new Date(at);
    until.setUTCFullYear(until.getUTCFullYear() - demandYears);
    const due = await tx
      .selectFrom('demand')
      .select('id')
      .where('ended_at', 'is', null)
      .where('outcome', '<>', 'pending')
      .where('outcome_on', '<', until.toISOString().slice(0, 10))
      .execute();
    await forgetDemands(
      tx,
      due.map((row) => row.id),
      at,
    );
    for (const { id } of due) change({ kind: 'demand', thingId: id, action: 'redacted', before: null, after: null });
    if (due.length)
      await noteErasure(tx, {
        act: 'end',
        tables: ['demand', 'demand_about', 'sealed_content', 'held_file', 'change'],
      });
    return { ended: due.length };
  },
  cleanUp: ({ app, failed }) => (failed ? Promise.resolve() : sweepFiles(app)),
});

async function forgetDemands(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  const those = sql`any(${[...ids]}::bigint[])`;
  await sql`update demand set law = '', law_id = null, what = '', about_words = '', capture_id = null, outcome_reason = '', ended_at = ${at} where id = ${those}`.execute(
    tx,
  );
  await sql`delete from demand_about where demand_id = ${those}`.execute(tx);
  await sql`delete from sealed_content where thing_id = ${those}`.execute(tx);
  await deleteFiles(tx, ids);
}

/** When a person is redacted, deletes the whole content of demands about them, not only the name. */
export const deleteDemandsAbout: ChangeListener = {
  name: 'requests.forgetDemandsAbout',
  wordsIn: ['demand', 'demand_about', 'sealed_content', 'held_file'],
  async onChange(tx, set) {
    const people = changedIds(set.changes, 'actor', 'redacted');
    if (people.length === 0) return;
    const rows = await tx
      .selectFrom('demand_about')
      .select('demand_id')
      .distinct()
      .where('thing_id', 'in', people)
      .execute();
    await forgetDemands(
      tx,
      rows.map((row) => row.demand_id),
      set.at,
    );
  },
};
