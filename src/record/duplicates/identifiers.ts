import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { properties } from '../vocabulary/properties.ts';
import { maxCompared, pairOf, type Pair } from './found.ts';
import type { DuplicateKind } from './tables.ts';

/** The similarity of two items with the same identifier. Such items are almost always the same. */
const sameIdentifier = 0.98;

type IdentifierRow = { id: number; property: string; value: string };

/**
 * Removes the given pairs whose identifiers differ: if a property allows only one identifier, items with different
 * identifiers are not the same. Adds the pairs of an item among `ids` and another item with the same identifier.
 */
export async function byIdentifiers(
  db: Reader,
  ids: Partial<Record<DuplicateKind, readonly number[]>>,
  pairs: readonly Pair[],
): Promise<Pair[]> {
  const alike = new Map(pairs.map((pair) => [`${pair.lessId}|${pair.moreId}`, pair]));
  const found = new Map(alike);
  const identifying = properties.filter((property) => property.identifies);
  for (const [kind, own] of Object.entries(ids) as [DuplicateKind, readonly number[]][]) {
    const keys = identifying.filter((property) => property.on.includes(kind)).map((property) => property.key);
    const { rows } = await sql<{ id: number; other: number }>`
      select distinct f.subject_id as id, o.subject_id as other from unnest(${[...own]}::bigint[]) i
      cross join lateral (select * from fact f where f.subject_id = i and f.property = any(${keys}::text[]) and f.desk_shown offset 0) f
      cross join lateral (select o.subject_id from fact o where o.property = f.property and o.value_key = f.value_key and o.subject_id <> f.subject_id and o.desk_shown limit ${maxCompared.perKey}) o
      cross join lateral (select from thing t where t.id = o.subject_id and t.kind = ${kind} offset 0) t`.execute(db);
    for (const row of rows) {
      const pair = pairOf(Number(row.id), Number(row.other), kind, {
        likeness: sameIdentifier,
        grounds: ['identifier'],
      });
      const key = `${pair.lessId}|${pair.moreId}`;
      found.set(key, { ...pair, grounds: ['identifier', ...(alike.get(key)?.grounds ?? [])] });
    }
  }
  const single = identifying.filter((property) => !property.many).map((property) => property.key);
  const things = [...new Set([...found.values()].flatMap((pair) => [pair.lessId, pair.moreId]))];
  const { rows: held } = await sql<IdentifierRow>`
    select f.subject_id as id, f.property, f.value_key as value from unnest(${things}::bigint[]) i
    cross join lateral (select * from fact f where f.subject_id = i and f.property = any(${single}::text[]) and f.desk_shown offset 0) f`.execute(
    db,
  );
  const of = new Map<string, Set<string>>();
  for (const { id, property, value } of held) {
    const key = `${Number(id)}|${property}`;
    of.set(key, (of.get(key) ?? new Set()).add(value));
  }
  const differ = ({ lessId, moreId }: Pair): boolean =>
    single.some((property) => {
      const [a, b] = [of.get(`${lessId}|${property}`), of.get(`${moreId}|${property}`)];
      return a !== undefined && b !== undefined && ![...a].some((one) => b.has(one));
    });
  return [...found.values()].filter((pair) => pair.grounds.includes('identifier') || !differ(pair));
}
