import { createHmac, randomBytes } from 'node:crypto';
import { plain } from './steps.ts';

/** So many comments in so many milliseconds. */
const own = { most: 5, window: 600_000 };
/** Tries of one connection, whatever became of them. */
const tries = { most: 30, window: 60_000 };
/** Tries of everybody together: so many at once, and then one a second. It is what a desk can read, and costs next to nothing. */
const everybody = { atOnce: 30, every: 1000 };
/** Links that are sent to one person in a day: nobody can have us fill a mailbox. */
const links = { most: 3, window: 86_400_000 };
/** Entries of each kind at most; beyond that the oldest are forgotten. */
const mostKept = 20_000;

type Count = { until: number; used: number };

/**
 * Counts what comes, in this process's memory alone. Connections and texts are kept as hashes under a key that is thrown
 * away with all of them when the day (UTC) is over: afterwards nobody can work out whose they were, with the memory or
 * without.
 */
export class CommentGate {
  #day = '';
  #key = randomBytes(32);
  #own = new Map<string, Count>();
  #tries = new Map<string, Count>();
  #texts = new Map<string, number>();
  #links = new Map<string, Count>();
  #left: number = everybody.atOnce;
  #filled = 0;

  /** Whether a try is turned away at the door, because of too many from one connection or from everybody. It is counted. */
  turnsAway(address: string, now: Date): boolean {
    this.#turn(now);
    const at = now.getTime();
    if (!this.#take(this.#tries, this.#hash('tries', address), tries, at)) return true;
    this.#left = Math.min(everybody.atOnce, this.#left + Math.max(0, at - this.#filled) / everybody.every);
    this.#filled = at;
    if (this.#left < 1) return true;
    this.#left--;
    return false;
  }

  /** What stands around a comment, before it is judged. Nothing is counted by asking. */
  look(address: string, text: string, now: Date): { seen: boolean; often: boolean } {
    this.#turn(now);
    const at = now.getTime();
    const mine = this.#own.get(this.#hash('own', address));
    return { seen: this.#texts.has(this.#hash('text', plain(text))), often: mine !== undefined && mine.until > at && mine.used >= own.most };
  }

  /** Counts one that passed. */
  note(address: string, text: string, now: Date): void {
    this.#turn(now);
    const at = now.getTime();
    this.#take(this.#own, this.#hash('own', address), own, at);
    this.#texts.set(this.#hash('text', plain(text)), at);
    forget(this.#texts);
  }

  /** Whether a link may go to somebody. It is counted. */
  maySend(identity: string, now: Date): boolean {
    this.#turn(now);
    return this.#take(this.#links, this.#hash('link', identity.toLowerCase()), links, now.getTime());
  }

  #take(counts: Map<string, Count>, key: string, { most, window }: { most: number; window: number }, at: number): boolean {
    let count = counts.get(key);
    if (!count || count.until <= at) {
      counts.delete(key);
      count = { until: at + window, used: 0 };
      counts.set(key, count);
      forget(counts);
    }
    return ++count.used <= most;
  }

  #turn(now: Date): void {
    const day = now.toISOString().slice(0, 10);
    if (day === this.#day) return;
    this.#day = day;
    this.#key = randomBytes(32);
    for (const one of [this.#own, this.#tries, this.#texts, this.#links]) one.clear();
  }

  #hash(kind: string, what: string): string {
    return createHmac('sha256', this.#key).update(`${kind} ${what}`).digest('base64url');
  }
}

function forget(kept: Map<string, unknown>): void {
  for (const key of kept.keys()) {
    if (kept.size <= mostKept) return;
    kept.delete(key);
  }
}
