import { sql } from 'kysely';
import { AppError } from '../platform/errors.ts';
import { insertRows } from '../platform/database/insert-rows.ts';
import type { Tx } from '../platform/database/tx.ts';
import { findThing, parseRef, type Known } from './refs.ts';
import type { ThingKind, ThingRow, Visibility } from './tables.ts';
import type { Selectable } from 'kysely';

/** Allocates ids and permanent numbers for `count` new items of a kind. */
export async function allocate(tx: Tx, kind: ThingKind, count: number): Promise<Known[]> {
  return (await allocateAll(tx, [[kind, count]]))[0]!;
}

/**
 * Allocates ids and permanent numbers for new items of several kinds, in one statement. Ids ascend in the order of the
 * result.
 */
export async function allocateAll(tx: Tx, wanted: readonly (readonly [ThingKind, number])[]): Promise<Known[][]> {
  const made = wanted.map((): Known[] => []);
  const places = wanted.flatMap(([, count], place) => (count > 0 ? [place] : []));
  if (places.length === 0) return made;
  const { rows } = await sql<{ place: number; id: number; number: number }>`
    select w.place, nextval('thing_id_seq') as id, nextval(w.sequence) as number
    from unnest(${places}::int[], ${places.map((place) => `number_${wanted[place]![0]}`)}::text[]::regclass[], ${places.map((place) => wanted[place]![1])}::int[]) as w (place, sequence, count)
    cross join lateral generate_series(1, w.count)`.execute(tx);
  for (const { place, id, number } of rows) made[place]!.push({ id, number, kind: wanted[place]![0] });
  return made;
}

/** Writes the rows of new items. */
export async function createThings(
  tx: Tx,
  things: readonly (Known & { visibility: Visibility })[],
  at: Date,
  example: boolean,
): Promise<void> {
  await insertRows(
    tx,
    'thing',
    things.map((thing) => ({
      id: thing.id,
      kind: thing.kind,
      number: thing.number,
      visibility: thing.visibility,
      example,
      created_at: at,
      changed_at: at,
    })),
  );
}

export type Thing = Selectable<ThingRow>;

/**
 * Locks an item for a change and increments its version.
 * @throws AppError `not_found`; `redacted`; `conflict` if someone has saved the item since `version` was read
 */
export async function takeForChange(
  tx: Tx,
  ref: string,
  at: Date,
  options: { version?: number; kinds?: readonly ThingKind[] } = {},
): Promise<Thing> {
  const parsed = parseRef(ref);
  if (!parsed || (options.kinds && !options.kinds.includes(parsed.kind))) throw new AppError('not_found');
  const found = await findThing(tx, parsed.kind, parsed.number);
  if (!found) throw new AppError('not_found');
  const thing = await tx
    .selectFrom('thing')
    .selectAll()
    .where('id', '=', found.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (thing.redacted_at) throw new AppError('redacted');
  if (options.version !== undefined && thing.version !== options.version) throw new AppError('conflict');
  const { numUpdatedRows } = await tx
    .updateTable('thing')
    .set({ version: thing.version + 1, changed_at: at })
    .where('id', '=', thing.id)
    .executeTakeFirst();
  // While this transaction waited for the lock, someone may have limited the item to a team of which this person is not
  // a member.
  if (numUpdatedRows !== 1n) throw new AppError('not_found');
  return thing;
}
