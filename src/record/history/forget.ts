import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { kindsWithoutItem } from '../../platform/changes.ts';
import { containing } from '../../platform/database/like.ts';
import type { Tx } from '../../platform/database/tx.ts';

type Json = Record<string, unknown>;

/**
 * Empties the changes of items in the history. Changes of accounts, teams and settings are not affected, although some
 * of them have the same ids as the items.
 */
export const forgetChangesOf = (tx: Tx, ids: readonly number[]) =>
  sql`update change set before = null, after = null, redacted = true where thing_id = any(${[...ids]}::bigint[]) and kind <> all(${kindsWithoutItem}::text[])`.execute(
    tx,
  );

/** An actor who is being redacted, or was merged into them. `ref`: such as `actor/12`. */
export type Family = { id: number; ref: string };

/** Whether a change is of a claim that says something about the person, or says that the person said something. */
export function mentionsFamily(family: readonly Family[]): RawBuilder<SqlBool> {
  const shapes = family.flatMap(({ id, ref }) => [
    { chain: [{ actor_id: id }] },
    { statements: [{ subject_id: id }] },
    { chain: [{ actor: ref }] },
    { statements: [{ subject: ref }] },
  ]);
  // Most claims do not contain the numbers at all, and reading JSON takes long.
  const likes = family.flatMap(({ id, ref }) => [containing(String(id)), containing(ref)]);
  return sql<SqlBool>`(kind = 'claim' and exists (
    select from (values (before), (after)) v (claim)
    where case when claim::text like any(${likes}::text[])
      then claim::jsonb @> any(${shapes.map((shape) => JSON.stringify(shape))}::jsonb[]) else false end))`;
}

/**
 * Removes what the histories of claims say about a person who is being redacted: how sources wrote the name, and what
 * claims said about the person.
 * @param among a condition for some of the changes (`mentionsFamily`)
 * @returns the ids of these claims
 */
export async function redactHistoryOf(
  tx: Tx,
  family: readonly Family[],
  among: RawBuilder<SqlBool>,
): Promise<number[]> {
  const ids = new Set(family.map((one) => one.id));
  const refs = new Set(family.map((one) => one.ref));
  const changes = await tx
    .selectFrom('change')
    .select(['change_set_id', 'ordinal', 'thing_id', 'before', 'after'])
    .where(among)
    .execute();
  const without = (claim: unknown): unknown => {
    if (!claim || typeof claim !== 'object') return claim;
    const { chain, statements } = claim as { chain?: Json[]; statements?: Json[] };
    return {
      ...claim,
      ...(Array.isArray(chain) && {
        chain: chain.map((link) =>
          ids.has(Number(link.actor_id)) || refs.has(String(link.actor)) ? unwritten(link) : link,
        ),
      }),
      ...(Array.isArray(statements) && {
        statements: statements.filter((one) => !ids.has(Number(one.subject_id)) && !refs.has(String(one.subject))),
      }),
    };
  };
  for (const { change_set_id, ordinal, before, after } of changes)
    await tx
      .updateTable('change')
      .set({ before: without(before), after: without(after) })
      .where('change_set_id', '=', change_set_id)
      .where('ordinal', '=', ordinal)
      .execute();
  return [...new Set(changes.map((row) => row.thing_id))];
}

const unwritten = ({ asWritten: _, ...link }: Json): Json =>
  'as_written' in link ? { ...link, as_written: null } : link;
