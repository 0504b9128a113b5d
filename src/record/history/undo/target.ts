import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';

/** The target of an undo: one change set, or all change sets of a batch. */
export type Target = { set: number } | { batch: string };

/** The change sets of a target. */
export async function setsOf(db: Reader, target: Target): Promise<Set<number>> {
  if ('set' in target) return new Set([target.set]);
  const rows = await db
    .selectFrom('change_set')
    .select('id')
    .where(sql<boolean>`batch_id = ${target.batch}::uuid`)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** How far an undo has come. The next change to undo is the newest one before this position. */
export type UndoPosition = { set: number; ordinal: number };
/** An ordinal after all others: the largest 32-bit integer. */
export const lastOrdinal = 2_147_483_647;

/** One change of the target. */
export type TargetRow = { set: number; ordinal: number; kind: string; thingId: number };

/** Where an undo of the target starts, and how many changes it has. Null if there is no such target. */
export async function measure(db: Reader, target: Target): Promise<{ start: UndoPosition; total: number } | null> {
  const { rows } = await sql<{ set: number | null; total: number }>`
    select max(s.id) as set, coalesce(sum((select count(*) from change c where c.change_set_id = s.id)), 0)::int as total
    from change_set s where ${'set' in target ? sql`s.id = ${target.set}` : sql`s.batch_id = ${target.batch}::uuid`}`.execute(
    db,
  );
  const { set, total } = rows[0]!;
  return set === null ? null : { start: { set: Number(set), ordinal: lastOrdinal }, total: Number(total) };
}

/** The next changes of a target from a position on, newest first; at most `limit`. */
export async function nextRows(db: Reader, target: Target, from: UndoPosition, limit: number): Promise<TargetRow[]> {
  const found: TargetRow[] = [];
  let place: UndoPosition | null = from;
  while (place && found.length < limit) {
    const rows: { ordinal: number; kind: string; thing_id: number }[] = await db
      .selectFrom('change')
      .select(['ordinal', 'kind', 'thing_id'])
      .where('change_set_id', '=', place.set)
      .where('ordinal', '<', place.ordinal)
      .orderBy('ordinal', 'desc')
      .limit(limit - found.length)
      .execute();
    for (const row of rows) found.push({ set: place.set, ordinal: row.ordinal, kind: row.kind, thingId: row.thing_id });
    if (found.length < limit) place = await setBefore(db, target, place.set);
  }
  return found;
}

async function setBefore(db: Reader, target: Target, set: number): Promise<UndoPosition | null> {
  if ('set' in target) return null;
  const row = await db
    .selectFrom('change_set')
    .select('id')
    .where(sql<boolean>`batch_id = ${target.batch}::uuid`)
    .where('id', '<', set)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { set: row.id, ordinal: lastOrdinal } : null;
}
