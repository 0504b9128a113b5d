import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { recount } from '../duplicates/recount.ts';
import { kindOf } from '../kinds/registry.ts';
import { refOf, refSchema } from '../refs.ts';
import { takeForChange, type Thing } from '../things.ts';

/**
 * Merges one item into another of the same kind. Nothing is rewritten: the merged item keeps its number, names and
 * statements. Its address redirects to the canonical item, and its statements count for that item. Items that had been
 * merged into it redirect to the canonical item, too. `unmerge` undoes the merge.
 * @throws AppError `merge_impossible`, saying why
 */
export const merge = defineOperation({
  name: 'record.merge',
  permission: editors,
  input: z.object({
    from: refSchema,
    into: refSchema,
    /** The reason stored with the merge; the change set has one of its own. */ why: z
      .string()
      .trim()
      .max(2000, 'errors.field.text.long')
      .optional(),
  }),
  async write({ tx, input, at, principal, change }) {
    const from = await takeForChange(tx, input.from, at);
    const into = await takeForChange(tx, input.into, at);
    const obstacle = await whyNot(tx, from, into);
    if (obstacle) throw new AppError('merge_impossible', { details: obstacle });
    // Includes items that were merged into `from` earlier, even if they are limited to a team of which this person is
    // not a member.
    await asTeams(tx, null, () =>
      tx
        .updateTable('thing')
        .set({ merged_into: into.id })
        .where((eb) => eb.or([eb('id', '=', from.id), eb('merged_into', '=', from.id)]))
        .execute(),
    );
    await tx
      .insertInto('merger')
      .values({
        thing_id: from.id,
        into_id: into.id,
        at,
        account_id: principal.accountId,
        why: input.why || null,
        undone_at: null,
      })
      .execute();
    await asTeams(tx, null, () => recount(tx, [from.id, into.id]));
    change({
      kind: from.kind,
      thingId: from.id,
      action: 'merged',
      before: { merged_into: null },
      after: { merged_into: into.id },
    });
    change({ kind: into.kind, thingId: into.id, action: 'merged', before: null, after: { merged_from: from.id } });
  },
});

/** The parameters of the message `merge_impossible`, which says why two items cannot be merged. Null if they can be. */
async function whyNot(tx: Tx, from: Thing, into: Thing): Promise<Record<string, string> | null> {
  const names = { from: refOf(from), into: refOf(into), other: '' };
  if (from.id === into.id || (from.merged_into ?? from.id) === (into.merged_into ?? into.id))
    return { why: 'same', ...names };
  if (from.kind !== into.kind) return { why: 'kinds', ...names };
  const mergeable = kindOf(from.kind).merge;
  if (!mergeable) return { why: 'kind', ...names };
  for (const [side, thing] of [
    ['from', from],
    ['into', into],
  ] as const)
    if (thing.merged_into)
      return {
        why: `${side}_merged`,
        ...names,
        other: refOf(
          await tx
            .selectFrom('thing')
            .select(['kind', 'number'])
            .where('id', '=', thing.merged_into)
            .executeTakeFirstOrThrow(),
        ),
      };
  if (from.visibility === 'sealed' || into.visibility === 'sealed') return { why: 'sealed', ...names };
  if (into.withdrawn_at) return { why: 'withdrawn', ...names };
  const obstacle = await mergeable.obstacle?.(tx, from, into);
  return obstacle ? { why: obstacle, ...names } : null;
}
