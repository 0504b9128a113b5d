import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { DuplicateGround, DuplicateKind } from './tables.ts';

export type Pair = {
  lessId: number;
  moreId: number;
  kind: DuplicateKind;
  likeness: number;
  grounds: DuplicateGround[];
};
export type Found = { pairs: Pair[]; keys: { thing_id: number; key: string }[] };

export const pairOf = (
  a: number,
  b: number,
  kind: DuplicateKind,
  { likeness, grounds }: { likeness: number; grounds: DuplicateGround[] },
): Pair => ({ lessId: Math.min(a, b), moreId: Math.max(a, b), kind, likeness, grounds });

/**
 * The maximum number of other items that one item is compared with: `perKey` for each of its keys, and `perThing`
 * altogether. Items that share more keys are compared first.
 */
export const maxCompared = { perKey: 60, perThing: 30 };

/**
 * For each item in `keysById`, the ids of other items that have one of its keys. They are looked up in the database and
 * in `own`, the new keys of the same batch.
 */
export async function sharingKeys(
  db: Reader,
  own: ReadonlyMap<number, readonly string[]>,
  keysById: ReadonlyMap<number, readonly string[]>,
): Promise<Map<number, number[]>> {
  const shared = new Map<number, Map<number, number>>();
  const add = (id: number, other: number): void => {
    if (id === other) return;
    const counts = shared.get(id) ?? new Map<number, number>();
    counts.set(other, (counts.get(other) ?? 0) + 1);
    shared.set(id, counts);
  };
  const holders = new Map<string, number[]>();
  for (const [id, keys] of own) for (const key of keys) holders.set(key, [...(holders.get(key) ?? []), id]);
  const keys = [...new Set([...keysById.values()].flat())];
  if (keys.length) {
    const { rows } = await sql<{ key: string; thing_id: number }>`
      select k.key, d.thing_id from unnest(${keys}::text[]) k (key) cross join lateral (select d.thing_id from duplicate_key d where d.key = k.key order by d.thing_id desc limit ${maxCompared.perKey}) d`.execute(
      db,
    );
    for (const row of rows)
      if (!own.has(Number(row.thing_id))) holders.set(row.key, [...(holders.get(row.key) ?? []), Number(row.thing_id)]);
  }
  for (const [id, searched] of keysById)
    for (const key of new Set(searched))
      for (const other of (holders.get(key) ?? []).slice(0, 2 * maxCompared.perKey)) add(id, other);
  return new Map(
    [...shared].map(([id, counts]) => [
      id,
      [...counts]
        .toSorted((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, maxCompared.perThing)
        .map(([other]) => other),
    ]),
  );
}
