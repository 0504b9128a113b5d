import { createHmac, randomBytes } from 'node:crypto';

/** So many in so many milliseconds. */
export type Most = { most: number; window: number };

/** Tries of one connection, whatever became of them. */
export const triesOfOne: Most = { most: 30, window: 60_000 };
/** Links that are sent to one person in a day: nobody can have us fill a mailbox. */
export const linksToOne: Most = { most: 3, window: 86_400_000 };

/** Entries of each kind at most; beyond that the oldest are forgotten. */
const mostKept = 20_000;

type Count = { until: number; used: number };

/**
 * Counts what comes, in this process's memory alone. What is counted is kept as hashes under a key that is thrown away with
 * all of them when the day (UTC) is over: afterwards nobody can work out whose they were, with the memory or without.
 */
export class DayCounts {
  #day = '';
  #key = randomBytes(32);
  #kinds = new Map<string, Map<string, Count>>();

  /** Counts one more. @returns whether it was still one of the most */
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

  /** How many were counted in the window that is open. Nothing is counted by asking. */
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
