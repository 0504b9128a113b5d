import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { ByKeys, holdersOf, NameComparisons } from '../../record/actors/names/comparisons.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { NEAR_NAME } from '../../record/actors/names/similarity.ts';

/** An actor in the record that a name of the page may refer to. `exact`: one of the actor's names is equal. */
export type NearActor = { ref: string; title: string; name: string; kind: string; likeness: number; exact: boolean };

/** The actors for each name. `complete`: all names were compared. */
export type NearActors = { of: ReadonlyMap<string, readonly NearActor[]>; complete: boolean };

const maxShown = 5;
/**
 * `maxNames`: how many names of a page are compared with the record; `maxPerKey`: how many names of the record are
 * loaded for each key (`nameKeys`); `maxCompared`: with how many of these a name is compared.
 */
const [maxNames, maxPerKey, maxCompared] = [300, 200, 20];

/**
 * For each name, the actors in the record that may have it, across scripts and spellings, the most likely first. One
 * query for all names of a page.
 */
export async function nearActorsOf(db: Reader, names: readonly string[]): Promise<NearActors> {
  const all = [...new Set(names)];
  const compared = all.slice(0, maxNames).map((name) => ({ name, keys: nameKeys(name), folded: foldText(name) }));
  const keys = [...new Set(compared.flatMap((one) => one.keys))];
  const found = new Map<string, NearActor[]>(all.map((name) => [name, []]));
  if (!keys.length) return { of: found, complete: true };
  const { rows } = await sql<{ number: number; kind: string; text: string; keys: string[]; title: string }>`
    with hit as (${holdersOf(keys, maxPerKey)})
    select t.number, a.kind, n.text, n.keys, (select f.text from actor_name f where f.actor_id = a.id order by f.position limit 1) as title
    from hit join actor_name n on n.id = hit.id join actor a on a.id = n.actor_id join thing t on t.id = a.id
    where t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null and t.visibility <> 'sealed'
    order by t.id, n.position`.execute(db);
  const known = new ByKeys(rows);
  const comparisons = new NameComparisons();
  for (const one of compared) {
    const list: NearActor[] = [];
    for (const row of known.likeliest(one.keys, maxCompared)) {
      const likeness = await comparisons.similarity(one.name, row.text);
      if (likeness < NEAR_NAME) continue;
      const near: NearActor = {
        ref: `actor/${row.number}`,
        title: row.title,
        name: row.text,
        kind: row.kind,
        likeness,
        exact: foldText(row.text) === one.folded,
      };
      const place = list.findIndex((other) => other.ref === near.ref);
      if (place < 0) list.push(near);
      // An equal name replaces any other name of the actor, even one with the same similarity.
      else if (near.exact || (!list[place]!.exact && list[place]!.likeness < likeness)) list[place] = near;
    }
    found.set(
      one.name,
      list.toSorted((a, b) => b.likeness - a.likeness || a.title.localeCompare(b.title)).slice(0, maxShown),
    );
  }
  return { of: found, complete: comparisons.areComplete && all.length <= maxNames };
}
