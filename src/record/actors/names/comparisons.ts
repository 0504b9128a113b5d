import { setImmediate } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import { group } from '../../../platform/text/group.ts';
import { nameSimilarity } from './similarity.ts';
import { Steps } from '../../../platform/steps.ts';

/**
 * The default maximum number of steps for one page or search, about a quarter of a second. Comparing real names takes
 * far fewer steps.
 */
const maxSteps = 20_000_000;
/** After this many steps (about 10 milliseconds), other requests can run. */
const turnSteps = 1_000_000;

/** Compares names for one page, search or job, with a limited number of steps. Lets other requests run in between. */
export class NameComparisons {
  readonly steps: Steps;
  #turnedAt = 0;
  #complete = true;

  constructor(most = maxSteps) {
    this.steps = new Steps(most);
  }

  /** The result of `nameSimilarity`, or 0 once the steps are used up. */
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

  /** Whether all requested names were compared. False if the steps ran out before. */
  get areComplete(): boolean {
    return this.#complete;
  }
}

/** SQL for the ids of names (`actor_name`) that have one of the keys: at most `perKey` for each key. */
export const holdersOf = (keys: readonly string[], perKey: number): RawBuilder<{ id: number }> => sql`
  select distinct h.id from unnest(${[...keys]}::text[]) as k(key)
  cross join lateral (select n.id from actor_name n where n.keys @> array[k.key] limit ${perKey} offset 0) h`;

/** Finds names by their keys. */
export class ByKeys<Name extends { keys: readonly string[] }> {
  readonly #names: ReadonlyMap<string, Name[]>;

  constructor(names: readonly Name[]) {
    this.#names = group(names.flatMap((name) => name.keys.map((key) => [key, name] as const)));
  }

  /**
   * At most `most` names that have one of the keys. Names with more of the keys are first; of names with equally many,
   * those with fewer other keys.
   */
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
