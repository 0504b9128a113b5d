import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { ByKeys, holdersOf, NameComparisons } from '../../../record/actors/names/comparisons.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import { nameKeys } from '../../../record/actors/names/keys.ts';
import { NEAR_NAME } from '../../../record/actors/names/similarity.ts';
import type { ActorName } from '../mapping/apply.ts';

/**
 * What the record has for a name: one actor, none, or several with the same name. With none, a new actor is created;
 * `near` is an actor with a similar name, if there is one.
 */
export type NameFound =
  | { kind: 'known'; actor: string }
  | { kind: 'new'; near: { actor: string; name: string } | null }
  | { kind: 'several'; actors: string[] };

export const nameId = ({ name, kind }: ActorName): string => `${kind} ${foldText(name)}`;

const maxCached = 20_000;

/**
 * Finds actors by the names in a table. A name means the actor of the same kind with the same name, ignoring case and
 * accents. An actor with a similar name, in another script or spelling, is only reported.
 */
export class Names {
  #decided: ReadonlyMap<string, string>;
  #found = new Map<string, NameFound>();

  /** @param decided a person's decisions: for a name, an actor such as `actor/12`, or `new` */
  constructor(decided: readonly { name: string; actor: string }[]) {
    this.#decided = new Map(decided.map(({ name, actor }) => [foldText(name), actor]));
  }

  /** Stores which actor a name means, so that it is not looked up again. */
  keep(name: ActorName, actor: string): void {
    this.#found.set(nameId(name), { kind: 'known', actor });
  }

  forget(): void {
    this.#found.clear();
  }

  async find(db: Reader, names: readonly ActorName[]): Promise<(name: ActorName) => NameFound> {
    if (this.#found.size > maxCached) this.#found.clear();
    const asked = new Map<string, ActorName>();
    for (const name of names) {
      const id = nameId(name);
      if (this.#found.has(id)) continue;
      const decided = this.#decided.get(foldText(name.name));
      if (decided && decided !== 'new') this.#found.set(id, { kind: 'known', actor: decided });
      else asked.set(id, name);
    }
    const list = [...asked.values()].map((name) => ({ ...name, keys: nameKeys(name.name) }));
    for (const name of list) this.#found.set(nameId(name), { kind: 'new', near: null });
    const exact = await sameNames(db, list);
    const others: Asked[] = [];
    for (const [index, name] of list.entries()) {
      const actors = this.#isNew(name) ? [] : (exact.get(index) ?? []);
      if (actors.length === 0) others.push(name);
      else
        this.#found.set(
          nameId(name),
          actors.length === 1 ? { kind: 'known', actor: actors[0]! } : { kind: 'several', actors },
        );
    }
    const near = await nearNames(
      db,
      others.filter((name) => !this.#isNew(name)),
    );
    for (const [name, found] of near) this.#found.set(nameId(name), { kind: 'new', near: found });
    return (name) => this.#found.get(nameId(name))!;
  }

  #isNew({ name }: ActorName): boolean {
    return this.#decided.get(foldText(name)) === 'new';
  }
}

type Asked = ActorName & { keys: string[] };
type Named = { number: number; text: string; kind: string; keys: string[] };

/** Actors of the same kind with these names, ignoring case and accents, by the index of the name in the list. */
async function sameNames(db: Reader, names: readonly Asked[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  if (names.length === 0) return found;
  const asked = names.map(({ kind, keys }, index) => ({ index, kind, keys }));
  const { rows } = await sql<{ index: number; number: number; text: string }>`
    select r.index, c.number, m.text
    from (select (e->>'index')::int as index, e->>'kind' as kind, array(select jsonb_array_elements_text(e->'keys')) as keys from jsonb_array_elements(${JSON.stringify(asked)}::jsonb) e) r
    cross join lateral (select n.text, n.actor_id from actor_name n where n.keys @> r.keys limit 200 offset 0) m
    join thing t on t.id = m.actor_id join thing c on c.id = t.canonical_id join actor a on a.id = c.id
    where a.kind = r.kind and ${open}`.execute(db);
  for (const row of rows) {
    const index = Number(row.index);
    if (foldText(row.text) !== foldText(names[index]!.name)) continue;
    found.set(index, [...new Set([...(found.get(index) ?? []), `actor/${row.number}`])]);
  }
  return found;
}

/** The maximum number of names in the record that are looked up by one key. */
const maxPerKey = 300;
/** The maximum number of names in the record that one name is compared with. */
const maxCompared = 8;

/** For each name, the actor with the most similar name, if there is a name that is similar enough. */
async function nearNames(db: Reader, names: readonly Asked[]): Promise<Map<Asked, { actor: string; name: string }>> {
  const result = new Map<Asked, { actor: string; name: string }>();
  const keys = [...new Set(names.flatMap((name) => name.keys))];
  if (keys.length === 0) return result;
  const { rows } = await sql<Named>`
    with hit as (${holdersOf(keys, maxPerKey)})
    select c.number, n.text, n.keys, a.kind from hit join actor_name n on n.id = hit.id
    join thing t on t.id = n.actor_id join thing c on c.id = t.canonical_id join actor a on a.id = c.id where ${open}`.execute(
    db,
  );
  const known = new ByKeys(rows);
  // The number of steps needs no limit, because `maxPerKey` and `maxCompared` limit how many names are compared.
  const comparisons = new NameComparisons(Infinity);
  for (const name of names) {
    let best = NEAR_NAME;
    for (const row of known.likeliest(name.keys, maxCompared, ({ kind }) => kind === name.kind)) {
      const similarity = await comparisons.similarity(name.name, row.text);
      if (similarity < best || (result.has(name) && similarity === best)) continue;
      best = similarity;
      result.set(name, { actor: `actor/${row.number}`, name: row.text });
    }
  }
  return result;
}

/**
 * The condition that an actor may be suggested. `t`: the item with the name; `c`: the item that `t` was merged into, or
 * `t` itself.
 */
const open = sql`c.visibility <> 'sealed' and t.visibility <> 'sealed' and c.redacted_at is null and t.redacted_at is null and c.withdrawn_at is null`;
