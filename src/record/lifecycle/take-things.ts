import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { parseRef, refOf } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import type { Thing } from '../things.ts';

/**
 * The versions of items that a person's page showed, by ref, so that no one changes a version that they have not seen.
 */
export const seenVersions = z
  .record(z.string(), z.coerce.number().int())
  .optional()
  .describe(
    'An object whose keys are refs and whose values are the versions that you saw. If one of these items has changed since, none is changed',
  );

/**
 * @throws AppError `invalid_input` if `versions` names an item that is not among `things`. Its version would not be
 * compared
 */
export function refuseOtherVersions(things: readonly string[], versions: Readonly<Record<string, number>> = {}): void {
  const named = new Set(things);
  const others = Object.keys(versions).filter((ref) => !named.has(ref));
  if (others.length)
    throw new AppError('invalid_input', {
      fields: others.map((ref) => ({ path: 'versions', message: 'errors.field.ref.not_among', params: { ref } })),
    });
}

/**
 * Locks a set of items for a change, in the order of their ids.
 * @param versions the versions that someone has read, by ref, for some or all of the items
 * @param naming `waits`: other transactions that insert references to the items must wait (`for update`). `goes on`:
 * they need not wait (`for no key update`). A transaction that has looked up the items with `RefResolver` must pass
 * `goes on`. Otherwise, two such transactions could wait for each other (a deadlock)
 * @throws AppError `not_found`; `redacted` if one item is redacted; `conflict` if someone has saved an item since its
 * version in `versions` was read
 */
export async function lockThings(
  tx: Tx,
  ids: readonly number[],
  versions: Readonly<Record<string, number>> = {},
  naming: 'waits' | 'goes on' = 'waits',
): Promise<Thing[]> {
  const uniqueIds = [...new Set(ids)];
  if (uniqueIds.length === 0) return [];
  const query = tx
    .selectFrom('thing')
    .selectAll()
    .where(sql<boolean>`id = any(${uniqueIds}::bigint[])`)
    .orderBy('id');
  const things = await (naming === 'waits' ? query.forUpdate() : query.forNoKeyUpdate()).execute();
  if (things.length !== uniqueIds.length) throw new AppError('not_found');
  if (things.some((thing) => thing.redacted_at)) throw new AppError('redacted');
  if (things.some((thing) => (versions[refOf(thing)] ?? thing.version) !== thing.version))
    throw new AppError('conflict');
  return things;
}

/** Raises the versions of locked items. @throws AppError `not_found` */
export async function raiseVersions(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  const { numAffectedRows } =
    await sql`update thing set version = version + 1, changed_at = ${at} where id = any(${[...ids]}::bigint[])`.execute(
      tx,
    );
  // While this transaction waited for the lock, someone may have limited an item to a team of which this person is not
  // a member.
  if (Number(numAffectedRows) !== ids.length) throw new AppError('not_found');
}

/** Locks items with `lockThings`, and raises their versions. Returns the items as they were before. */
export async function takeThings(
  tx: Tx,
  ids: readonly number[],
  at: Date,
  versions: Readonly<Record<string, number>> = {},
): Promise<Thing[]> {
  const things = await lockThings(tx, ids, versions);
  await raiseVersions(
    tx,
    things.map(({ id }) => id),
    at,
  );
  return things;
}

/**
 * The ids for refs, in their order. @throws AppError `not_found` for an item of another kind, or one that does not
 * exist
 */
export async function idsOf(db: Reader, refs: readonly string[], kinds: readonly ThingKind[]): Promise<number[]> {
  const parsed = refs.map((ref) => parseRef(ref));
  if (parsed.some((one) => !one || !kinds.includes(one.kind))) throw new AppError('not_found');
  const { rows } = await sql<{ id: number; kind: string; number: number }>`
    select t.id, t.kind, t.number from thing t
    join unnest(${parsed.map((one) => one!.kind)}::text[], ${parsed.map((one) => one!.number)}::bigint[]) as r(kind, number) on r.kind = t.kind and r.number = t.number`.execute(
    db,
  );
  const found = new Map(rows.map((row) => [`${row.kind}/${row.number}`, Number(row.id)]));
  return refs.map((ref) => {
    const id = found.get(ref);
    if (id === undefined) throw new AppError('not_found');
    return id;
  });
}
