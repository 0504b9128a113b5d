import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { parseRef } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import type { Thing } from '../things.ts';

/**
 * Locks a set of items for a change, in the order of their ids, and raises their versions.
 * @throws AppError `not_found`; `redacted` if one of them is
 */
export async function takeThings(tx: Tx, ids: readonly number[], at: Date): Promise<Thing[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const things = await tx
    .selectFrom('thing')
    .selectAll()
    .where(sql<boolean>`id = any(${wanted}::bigint[])`)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (things.length !== wanted.length) throw new AppError('not_found');
  if (things.some((thing) => thing.redacted_at)) throw new AppError('redacted');
  await sql`update thing set version = version + 1, changed_at = ${at} where id = any(${wanted}::bigint[])`.execute(tx);
  return things;
}

/** The ids for refs, in their order. @throws AppError `not_found` for a ref of another kind, or that does not exist */
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
