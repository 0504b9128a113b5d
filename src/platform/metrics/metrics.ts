import type { Reader } from '../database/tx.ts';

/*
 * What Kronika counts about itself (docs/decisions/0269). A label has few values, all known in advance: never a name, an
 * address, an id, or anything that someone typed.
 */

/** How often something has happened since this process started, by its labels. Costs next to nothing. */
export class Counter<Label extends string> {
  readonly #counts = new Map<string, { labels: Record<Label, string>; value: number }>();
  readonly name: string;
  readonly help: string;

  /**
   * @param name ends with `_total`
   * @param known the labels that are listed from the start, with 0. Without this, a rate misses the first event
   */
  constructor(name: `kronika_${string}_total`, help: string, known: readonly Record<Label, string>[]) {
    this.name = name;
    this.help = help;
    for (const labels of known) this.add(labels, 0);
  }

  add(labels: Record<Label, string>, by = 1): void {
    const key = Object.values(labels).join(' ');
    const counted = this.#counts.get(key);
    if (counted) counted.value += by;
    else this.#counts.set(key, { labels, value: by });
  }

  get values(): readonly { labels: Record<Label, string>; value: number }[] {
    return [...this.#counts.values()];
  }
}

/** A number that is read from the database, for the whole installation. `read` must be cheap: it uses an index. */
export type Gauge = { name: `kronika_${string}`; help: string; read(db: Reader): Promise<number> };

/** Counts durations by their length. `bounds`: in seconds, ascending. */
export class Durations {
  readonly bounds: readonly number[];
  /** How many durations were at most as long as each bound, but longer than the one before it. The last: all others. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = [...bounds, 0].map(() => 0);
  }

  add(seconds: number): void {
    let at = 0;
    while (at < this.bounds.length && seconds > this.bounds[at]!) at++;
    this.counts[at]!++;
    this.sum += seconds;
  }
}
