import type { Reader } from '../database/tx.ts';

/*
 * Metrics that Kronika counts about itself (docs/decisions/0269). A label has few values, which are all known in
 * advance. Never use a name, an address, an id or anything that someone typed as a label.
 */

/** Counts how often something has happened since this process started, separately for each combination of labels. */
export class Counter<Label extends string> {
  readonly #counts = new Map<string, { labels: Record<Label, string>; value: number }>();
  readonly name: string;
  readonly help: string;

  /**
   * @param known combinations of labels that start with the count 0. Without them, Prometheus's `rate` would miss the
   *   first event of each
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

/**
 * A number for the whole installation, which is read from the database. `read` must be fast, so it must use an index.
 */
export type Gauge = { name: `kronika_${string}`; help: string; read(db: Reader): Promise<number> };

/** Counts durations by their length. `bounds`: the upper bounds of the buckets, in seconds, ascending. */
export class Durations {
  readonly bounds: readonly number[];
  /**
   * For each bound, the number of durations up to this bound and above the previous one; at the end, all longer ones.
   */
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
