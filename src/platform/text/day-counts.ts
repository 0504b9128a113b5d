import { createHmac, randomBytes } from 'node:crypto';

/** A limit: a number of times in so many milliseconds. */
export type Most = { most: number; window: number };

/** Attempts of one connection, successful or not. */
export const triesOfOne: Most = { most: 30, window: 60_000 };
/** Links sent to one person per day, so that no one can make us fill a mailbox. */
export const linksToOne: Most = { most: 3, window: 86_400_000 };

/** Maximum number of entries of each kind; beyond it the oldest are forgotten. */
const mostKept = 20_000;

type Count = { until: number; used: number };

/**
 * Counts events in memory only. The counted values are stored as hashes with a key that is discarded with them at the
 * end of the day (UTC). After that, no one can find out whose they were.
 */
export class DayCounts {
  #day = '';
  #key = randomBytes(32);
  #kinds = new Map<string, Map<string, Count>>();

  /** Counts one more. @returns whether it is still within the limit */
  take(kind: string, what: string, { most, window }: Most, now: Date): boolean {
    const counts = this.#of(kind, now);
    const key = this.#hash(kind, what);
    const at = now.getTime();
    let count = counts.get(key);
    if (!count || count.until <= at) {
      counts.delete(key);
      count = { until: at + window, used: 0 };
      counts.set(key, count);
      for (const old of counts.keys()) {
        if (counts.size <= mostKept) break;
        counts.delete(old);
      }
    }
    return ++count.used <= most;
  }

  /** The count in the current window. Asking does not count. */
  used(kind: string, what: string, now: Date): number {
    const count = this.#of(kind, now).get(this.#hash(kind, what));
    return count && count.until > now.getTime() ? count.used : 0;
  }

  #of(kind: string, now: Date): Map<string, Count> {
    const day = now.toISOString().slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#key = randomBytes(32);
      this.#kinds.clear();
    }
    const counts = this.#kinds.get(kind) ?? new Map<string, Count>();
    this.#kinds.set(kind, counts);
    return counts;
  }

  #hash(kind: string, what: string): string {
    return createHmac('sha256', this.#key).update(`${kind} ${what}`).digest('base64url');
  }
}
