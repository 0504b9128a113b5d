import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { foldText } from '../../../record/names/fold.ts';
import { nameKeys } from '../../../record/names/keys.ts';
import { NEAR_NAME, nameSimilarity } from '../../../record/names/similarity.ts';
import type { ActorName } from '../mapping/apply.ts';

/** Whose a name is: somebody's on record, a new one's (perhaps near to one on record), or one of several alike. */
export type NameFound = { kind: 'known'; actor: string } | { kind: 'new'; near: { actor: string; name: string } | null } | { kind: 'several'; actors: string[] };

export const nameId = ({ name, kind }: ActorName): string => `${kind} ${foldText(name)}`;

const atOnce = 100;
const most = 20_000;

/**
 * Finds actors by their names as a table has them. One and the same name (but for case and accents) of the same kind
 * of actor is taken for that actor; a near one, in another script or spelling, is only told of.
 */
export class Names {
  #decided: ReadonlyMap<string, string>;
  #found = new Map<string, NameFound>();

  /** @param decided who a name is, where somebody has said so: `actor/12`, or `new` */
  constructor(decided: readonly { name: string; actor: string }[]) {
    this.#decided = new Map(decided.map(({ name, actor }) => [foldText(name), actor]));
  }

  /** Remembers whom a name has become, so that it is asked for once. */
  keep(name: ActorName, actor: string): void {
    this.#found.set(nameId(name), { kind: 'known', actor });
  }

  forget(): void {
    this.#found.clear();
  }

  async find(db: Reader, names: readonly ActorName[]): Promise<(name: ActorName) => NameFound> {
    if (this.#found.size > most) this.#found.clear();
    const asked = new Map<string, ActorName>();
    for (const name of names) {
      const id = nameId(name);
      if (this.#found.has(id)) continue;
      const decided = this.#decided.get(foldText(name.name));
      if (decided && decided !== 'new') this.#found.set(id, { kind: 'known', actor: decided });
      else asked.set(id, name);
    }
    const list = [...asked.values()];
    for (let from = 0; from < list.length; from += atOnce) await this.#look(db, list.slice(from, from + atOnce));
    return (name) => this.#found.get(nameId(name))!;
  }

  async #look(db: Reader, names: readonly ActorName[]): Promise<void> {
    const asked = names.map(({ name, kind }, index) => ({ index, kind, keys: nameKeys(name) }));
    const { rows } = await sql<{ index: number; number: number; text: string }>`
      select r.index, m.number, m.text
      from (select (e->>'index')::int as index, e->>'kind' as kind, array(select jsonb_array_elements_text(e->'keys')) as keys from jsonb_array_elements(${JSON.stringify(asked)}::jsonb) e) r
      cross join lateral (
        select c.number, n.text
        from actor_name n join thing t on t.id = n.actor_id join thing c on c.id = coalesce(t.merged_into, t.id) join actor a on a.id = c.id
        cross join lateral (select count(*) as n from unnest(n.keys) k where k = any(r.keys)) shared
        where n.keys && r.keys and a.kind = r.kind and c.visibility <> 'sealed' and t.visibility <> 'sealed' and c.redacted_at is null and t.redacted_at is null and c.withdrawn_at is null
        order by shared.n desc, cardinality(n.keys), n.id limit 40
      ) m`.execute(db as never);
    const hits = new Map<number, { number: number; text: string }[]>();
    for (const row of rows) hits.set(Number(row.index), [...(hits.get(Number(row.index)) ?? []), row]);
    for (const [index, name] of names.entries()) this.#found.set(nameId(name), this.#decide(name.name, hits.get(index) ?? []));
  }

  #decide(name: string, hits: readonly { number: number; text: string }[]): NameFound {
    const made = this.#decided.get(foldText(name)) === 'new';
    const folded = foldText(name);
    const exact = [...new Set(hits.filter((hit) => foldText(hit.text) === folded).map((hit) => `actor/${hit.number}`))];
    if (exact.length === 1 && !made) return { kind: 'known', actor: exact[0]! };
    if (exact.length > 1 && !made) return { kind: 'several', actors: exact };
    const near = hits.map((hit) => ({ actor: `actor/${hit.number}`, name: hit.text, similarity: nameSimilarity(name, hit.text) })).toSorted((a, b) => b.similarity - a.similarity)[0];
    return { kind: 'new', near: near && near.similarity >= NEAR_NAME && !made ? { actor: near.actor, name: near.name } : null };
  }
}
