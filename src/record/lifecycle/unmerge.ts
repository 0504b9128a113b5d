import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { recount } from '../duplicates/recount.ts';
import { restoreReferences } from '../duplicates/restore-references.ts';
import { refOf, refSchema } from '../refs.ts';
import { takeForChange } from '../things.ts';

/**
 * Undoes a merge (docs/decisions/0037). The item has its own address again, with its names, its statements and the
 * items that were merged into it before. Claims that were added about the canonical item since the merge stay with that
 * item. Claims and sources that referred to this item before the merge refer to it again (`restoreReferences`).
 * @throws AppError `merge_impossible` if the item is not merged; `sealed`
 */
export const unmerge = defineOperation({
  name: 'record.unmerge',
  permission: editors,
  input: z.object({ thing: refSchema }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.thing, at);
    const merger = await tx
      .selectFrom('merger')
      .select('id')
      .where('thing_id', '=', thing.id)
      .where('undone_at', 'is', null)
      .executeTakeFirst();
    if (!thing.merged_into || !merger)
      throw new AppError('merge_impossible', {
        details: { why: 'not_merged', from: refOf(thing), into: '', other: '' },
      });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const root = await tx
      .selectFrom('thing')
      .selectAll()
      .where('id', '=', thing.merged_into)
      .forUpdate()
      .executeTakeFirstOrThrow();
    // Includes items that were merged into `thing` earlier, even if they are limited to a team of which this person is
    // not a member.
    const within = await asTeams(tx, null, () => mergedInto(tx, thing.id));
    await tx.updateTable('merger').set({ undone_at: at }).where('id', '=', merger.id).execute();
    await tx.updateTable('thing').set({ merged_into: null }).where('id', '=', thing.id).execute();
    await asTeams(tx, null, () =>
      sql`update thing set merged_into = ${thing.id} where id = any(${within}::bigint[])`.execute(tx),
    );
    await sql`update thing set version = version + 1, changed_at = ${at} where id = ${root.id}`.execute(tx);
    const restored = await restoreReferences(tx, { thing, root, at }, change);
    await asTeams(tx, null, () => recount(tx, [thing.id, ...within, root.id]));
    change({
      kind: thing.kind,
      thingId: thing.id,
      action: 'merged',
      before: { merged_into: root.id },
      after: { merged_into: null },
    });
    change({
      kind: root.kind,
      thingId: root.id,
      action: 'merged',
      before: { merged_from: thing.id },
      after: { merged_from: null },
    });
    return { from: refOf(root), claims: restored };
  },
});

/** The ids of all items that were merged into an item, directly or through others. */
async function mergedInto(tx: Tx, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive below(id) as (
      select thing_id from merger where into_id = ${id} and undone_at is null
      union select m.thing_id from merger m join below b on m.into_id = b.id where m.undone_at is null
    ) select id from below`.execute(tx);
  return rows.map((row) => Number(row.id));
}
