import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { NameComparisons } from '../actors/names/comparisons.ts';
import { NEAR_NAME } from '../actors/names/similarity.ts';
import { maxCompared, pairOf, type Found, type Pair } from './found.ts';

/**
 * The maximum number of actors to read for one key. A key that more actors share, such as a frequent family name, says
 * little.
 */
const perKey = 150;
/** The maximum number of steps for comparing two actors. Someone could construct names that take long to compare. */
const maxSteps = 1_000_000;

/**
 * Actors that may be the same as one of `ids`: their names share keys across scripts and spellings (names/keys.ts) and
 * are similar. A person and an organisation are never suggested as the same. Two actors with a connection, such as
 * father and son, are not suggested either.
 */
export async function likeActors(db: Reader, ids: readonly number[]): Promise<Found> {
  if (ids.length === 0) return { pairs: [], keys: [] };
  const { rows } = await sql<{ id: number; other: number }>`
    with key_ as materialized (select distinct n.actor_id, k.key from actor_name n cross join lateral unnest(n.keys) k (key) where n.actor_id = any(${[...ids]}::bigint[])),
    -- Looks up each key once, even if many actors of the batch have this key.
    held as materialized (
      select k.key, o.actor_id from (select distinct key from key_) k cross join lateral (select o.actor_id from actor_name o where o.keys @> array[k.key] limit ${perKey}) o
    ), ranked as (
      select k.actor_id as id, h.actor_id as other, row_number() over (partition by k.actor_id order by count(*) desc, h.actor_id) as place
      from key_ k join held h on h.key = k.key and h.actor_id <> k.actor_id group by 1, 2
    )
    select id, other from ranked where place <= ${maxCompared.perThing}`.execute(db);
  // Two items of a batch find each other, which gives two equal pairs. Only one of them is compared.
  const candidates = [
    ...new Map(
      rows
        .map(({ id, other }) => [Number(id), Number(other)] as const)
        .map(([id, other]) => [`${Math.min(id, other)}|${Math.max(id, other)}`, [id, other] as [number, number]]),
    ).values(),
  ];
  const known = await loadNamed(db, candidates.flat());
  const apart = await tied(db, candidates);
  const pairs: Pair[] = [];
  const comparisons = new NameComparisons(Infinity);
  for (const [id, other] of candidates) {
    const [a, b] = [known.get(id), known.get(other)];
    if (!a || !b || a.isPerson !== b.isPerson || apart.has(`${id}|${other}`)) continue;
    let likeness = 0;
    const end = comparisons.steps.spent + maxSteps;
    for (const one of a.names)
      for (const name of b.names)
        if (likeness < 1 && comparisons.steps.spent < end)
          likeness = Math.max(likeness, await comparisons.similarity(one, name));
    if (likeness >= NEAR_NAME) pairs.push(pairOf(id, other, 'actor', { likeness, grounds: ['names'] }));
  }
  return { pairs, keys: [] };
}

type Named = { isPerson: boolean; names: string[] };

/**
 * The kind and the first twelve names of the actors that can be merged. Names of actors merged into them are left out.
 */
async function loadNamed(db: Reader, ids: readonly number[]): Promise<Map<number, Named>> {
  const { rows } = await sql<{ id: number; kind: string; names: string[] }>`
    select t.id, a.kind, array(select n.text from actor_name n where n.actor_id = t.id order by n.position limit 12) as names
    from unnest(${[...new Set(ids)]}::bigint[]) i cross join lateral (
      select t.id from thing t where t.id = i and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and t.visibility <> 'sealed' offset 0
    ) t cross join lateral (select a.kind from actor a where a.id = t.id offset 0) a`.execute(db);
  return new Map(rows.map((row) => [Number(row.id), { isPerson: row.kind === 'person', names: row.names }]));
}

/** Pairs with a connection, such as kinship, membership or employment, as `id|id` in both directions. */
async function tied(db: Reader, pairs: readonly (readonly [number, number])[]): Promise<Set<string>> {
  const ids = [...new Set(pairs.flat())];
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ a: number; b: number }>`
    select st.subject_id as a, st.value_thing as b from unnest(${ids}::bigint[]) i
    cross join lateral (select st.subject_id, st.value_thing from statement st where st.subject_id = i and st.value_thing is not null and st.property in ('kinship', 'member-of', 'owner-of', 'works-for', 'part-of-organisation', 'position') offset 0) st`.execute(
    db,
  );
  return new Set(rows.flatMap((row) => [`${Number(row.a)}|${Number(row.b)}`, `${Number(row.b)}|${Number(row.a)}`]));
}
