import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { NEAR_NAME, nameSimilarity } from '../../record/actors/names/similarity.ts';

/** An actor in the record that a name of the page may refer to. `exact`: one of its names is equal. */
export type NearActor = { ref: string; title: string; name: string; kind: string; likeness: number; exact: boolean };

const most = 5;

/**
 * For each name, the actors in the record that may have it, across scripts and spellings, the most likely first. One
 * query for all names of a page.
 */
export async function nearActorsOf(db: Reader, names: readonly string[]): Promise<Map<string, NearActor[]>> {
  const wanted = [...new Set(names)].map((name) => ({ name, keys: nameKeys(name), folded: foldText(name) }));
  const keys = [...new Set(wanted.flatMap((one) => one.keys))];
  const found = new Map<string, NearActor[]>(wanted.map(({ name }) => [name, []]));
  if (!keys.length) return found;
  const { rows } = await sql<{ number: number; kind: string; text: string; keys: string[]; title: string }>`
    select t.number, a.kind, n.text, n.keys, (select f.text from actor_name f where f.actor_id = a.id order by f.position limit 1) as title
    from actor_name n join actor a on a.id = n.actor_id join thing t on t.id = a.id
    where n.keys && ${keys}::text[] and t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null and t.visibility <> 'sealed'
    order by t.id, n.position limit 5000`.execute(db);
  for (const row of rows) {
    const own = new Set(row.keys);
    for (const one of wanted) {
      if (!one.keys.some((key) => own.has(key))) continue;
      const likeness = nameSimilarity(one.name, row.text);
      if (likeness < NEAR_NAME) continue;
      const list = found.get(one.name)!;
      const near: NearActor = {
        ref: `actor/${row.number}`,
        title: row.title,
        name: row.text,
        kind: row.kind,
        likeness,
        exact: foldText(row.text) === one.folded,
      };
      const known = list.findIndex((other) => other.ref === near.ref);
      if (known < 0) list.push(near);
      // An equal name counts, whatever other name of the actor was read first and is as near.
      else if (near.exact || (!list[known]!.exact && list[known]!.likeness < likeness)) list[known] = near;
    }
  }
  for (const [name, list] of found)
    found.set(name, list.toSorted((a, b) => b.likeness - a.likeness || a.title.localeCompare(b.title)).slice(0, most));
  return found;
}
