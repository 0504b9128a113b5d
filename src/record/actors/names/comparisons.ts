import { setImmediate } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import { group } from '../../../platform/text/group.ts';
import { nameSimilarity } from './similarity.ts';
import { Steps } from '../../../platform/steps.ts';

/** The most steps for one page or search: about a quarter of a second. Real names take a small part of it. */
const mostSteps = 20_000_000;
/** The steps after which others have their turn: about 10 milliseconds. */
const turnSteps = 1_000_000;

/** The comparisons of names for one page, search or job: a limited number of steps, in turns with other requests. */
export class NameComparisons {
  readonly steps: Steps;
  #turnedAt = 0;
  #complete = true;

  constructor(most = mostSteps) {
    this.steps = new Steps(most);
  }

  /** `nameSimilarity`; 0 after the steps are used up. */
  async similarity(a: string, b: string): Promise<number> {
    if (this.steps.areUsedUp) {
      this.#complete = false;
      return 0;
    }
    if (this.steps.spent - this.#turnedAt >= turnSteps) {
      await setImmediate();
      this.#turnedAt = this.steps.spent;
    }
    return nameSimilarity(a, b, this.steps);
  }

  /** Whether all names that were asked for were compared. */
  get areComplete(): boolean {
    return this.#complete;
  }
}

/** The ids of names (`actor_name`) that have one of the keys: at most `perKey` for each key. */
export const holdersOf = (keys: readonly string[], perKey: number): RawBuilder<{ id: number }> => sql`
  select distinct h.id from unnest(${[...keys]}::text[]) as k(key)
  cross join lateral (select n.id from actor_name n where n.keys @> array[k.key] limit ${perKey} offset 0) h`;

/** Names by their keys. */
export class ByKeys<Name extends { keys: readonly string[] }> {
  readonly #names: ReadonlyMap<string, Name[]>;

  constructor(names: readonly Name[]) {
    this.#names = group(names.flatMap((name) => name.keys.map((key) => [key, name] as const)));
  }

  /** The `most` names that share most of the keys, those with few other keys first. */
  likeliest(keys: readonly string[], most: number, fits: (name: Name) => boolean = () => true): Name[] {
    const shared = new Map<Name, number>();
    for (const key of keys)
      for (const name of this.#names.get(key) ?? []) if (fits(name)) shared.set(name, (shared.get(name) ?? 0) + 1);
    return [...shared]
      .toSorted((a, b) => b[1] - a[1] || a[0].keys.length - b[0].keys.length)
      .slice(0, most)
      .map(([name]) => name);
  }
}
