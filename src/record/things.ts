import { sql } from 'kysely';
import { AppError } from '../platform/errors.ts';
import { insertRows } from '../platform/database/insert-rows.ts';
import type { Tx } from '../platform/database/tx.ts';
import { findThing, parseRef, type Known } from './refs.ts';
import type { ThingKind, ThingRow, Visibility } from './tables.ts';
import type { Selectable } from 'kysely';

/** Draws ids and permanent numbers for `count` new things of a kind, in one statement. */
export async function allocate(tx: Tx, kind: ThingKind, count: number): Promise<Known[]> {
  if (count === 0) return [];
  const { rows } = await sql<{ id: number; number: number }>`
    select nextval('thing_id_seq') as id, nextval(${`number_${kind}`}::text::regclass) as number from generate_series(1, ${count}::int)`.execute(tx);
  return rows.map((row) => ({ id: Number(row.id), number: Number(row.number), kind }));
}

/** Writes the rows of new things. */
export async function createThings(tx: Tx, things: readonly (Known & { visibility: Visibility })[], at: Date, example: boolean): Promise<void> {
  await insertRows(
    tx,
    'thing',
    things.map((thing) => ({ id: thing.id, kind: thing.kind, number: thing.number, visibility: thing.visibility, example, created_at: at, changed_at: at })),
  );
}

export type Thing = Selectable<ThingRow>;

/**
 * Locks a thing for a change and counts up its version.
 * @throws AppError `not_found`; `redacted`; `conflict` where someone saved since `version` was read
 */
export async function takeForChange(tx: Tx, ref: string, at: Date, options: { version?: number; kinds?: readonly ThingKind[] } = {}): Promise<Thing> {
  const parsed = parseRef(ref);
  if (!parsed || (options.kinds && !options.kinds.includes(parsed.kind))) throw new AppError('not_found');
  const found = await findThing(tx, parsed.kind, parsed.number);
  if (!found) throw new AppError('not_found');
  const thing = await tx.selectFrom('thing').selectAll().where('id', '=', found.id).forUpdate().executeTakeFirstOrThrow();
  if (thing.redacted_at) throw new AppError('redacted');
  if (options.version !== undefined && thing.version !== options.version) throw new AppError('conflict');
  await tx.updateTable('thing').set({ version: thing.version + 1, changed_at: at }).where('id', '=', thing.id).execute();
  return thing;
}
