import { Durations } from '../../../platform/metrics/metrics.ts';
import type { Observed } from '../observe.ts';

/** The upper bounds of the buckets for durations, in seconds. Each bound adds one line of metrics for each route. */
const bounds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10];

type Counted = { method: string; route: string; durations: Durations; statuses: Map<number, number> };

/** Counts requests by method, route and status. */
export class RequestTally {
  readonly #routes = new Map<string, Map<string, Counted>>();
  readonly cache = { hit: 0, miss: 0, stale: 0 };

  add({ method, route, status, seconds, cache }: Observed): void {
    let methods = this.#routes.get(route);
    if (!methods) this.#routes.set(route, (methods = new Map()));
    let counted = methods.get(method);
    if (!counted)
      methods.set(method, (counted = { method, route, durations: new Durations(bounds), statuses: new Map() }));
    counted.durations.add(seconds);
    counted.statuses.set(status, (counted.statuses.get(status) ?? 0) + 1);
    if (cache) this.cache[cache]++;
  }

  get all(): readonly Counted[] {
    return [...this.#routes.values()].flatMap((methods) => [...methods.values()]);
  }
}
