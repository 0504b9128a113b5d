import { DayCounts, linksToOne, triesOfOne } from '../../platform/text/day-counts.ts';
import { plain } from './steps.ts';

/** So many comments in so many milliseconds. */
const own = { most: 5, window: 600_000 };
/** The same words again, within the day. */
const texts = { most: Infinity, window: 86_400_000 };
/** Tries of everybody together: so many at once, and then one a second. It is what a desk can read, and costs next to nothing. */
const everybody = { atOnce: 30, every: 1000 };

/** Counts comments as they come; what is counted of whom is gone with the day. */
export class CommentGate {
  #counts = new DayCounts();
  #left: number = everybody.atOnce;
  #filled = 0;

  /** Whether a try is turned away at the door, because of too many from one connection or from everybody. It is counted. */
  turnsAway(address: string, now: Date): boolean {
    if (!this.#counts.take('tries', address, triesOfOne, now)) return true;
    const at = now.getTime();
    this.#left = Math.min(everybody.atOnce, this.#left + Math.max(0, at - this.#filled) / everybody.every);
    this.#filled = at;
    if (this.#left < 1) return true;
    this.#left--;
    return false;
  }

  /** What stands around a comment, before it is judged. Nothing is counted by asking. */
  look(address: string, text: string, now: Date): { seen: boolean; often: boolean } {
    return {
      seen: this.#counts.used('text', plain(text), now) > 0,
      often: this.#counts.used('own', address, now) >= own.most,
    };
  }

  /** Counts one that passed. */
  note(address: string, text: string, now: Date): void {
    this.#counts.take('own', address, own, now);
    this.#counts.take('text', plain(text), texts, now);
  }

  /** Whether a link may go to somebody. It is counted. */
  maySend(identity: string, now: Date): boolean {
    return this.#counts.take('link', identity.toLowerCase(), linksToOne, now);
  }
}
