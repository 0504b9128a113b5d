import { DayCounts, linksToOne, triesOfOne } from '../../platform/text/day-counts.ts';
import { plain } from './steps.ts';

/** A number of comments in a number of milliseconds. */
const own = { most: 5, window: 600_000 };
/** The same text again within a day. */
const texts = { most: Infinity, window: 86_400_000 };
/**
 * All attempts together: so many at once, then one per second. A desk can read that many, and it costs almost nothing.
 */
const everybody = { atOnce: 30, every: 1000 };

/** Counts incoming comments; the counts are deleted at the end of the day. */
export class CommentGate {
  #counts = new DayCounts();
  #left: number = everybody.atOnce;
  #filled = 0;

  /** Whether an attempt is refused because of too many from one connection or from everyone. The attempt is counted. */
  turnsAway(address: string, now: Date): boolean {
    if (!this.#counts.take('tries', address, triesOfOne, now)) return true;
    const at = now.getTime();
    this.#left = Math.min(everybody.atOnce, this.#left + Math.max(0, at - this.#filled) / everybody.every);
    this.#filled = at;
    if (this.#left < 1) return true;
    this.#left--;
    return false;
  }

  /** The context of a comment before it is checked. Nothing is counted. */
  look(address: string, text: string, now: Date): { seen: boolean; often: boolean } {
    return {
      seen: this.#counts.used('text', plain(text), now) > 0,
      often: this.#counts.used('own', address, now) >= own.most,
    };
  }

  /** Counts an accepted one. */
  note(address: string, text: string, now: Date): void {
    this.#counts.take('own', address, own, now);
    this.#counts.take('text', plain(text), texts, now);
  }

  /** Whether a link may be sent to this person. It is counted. */
  maySend(identity: string, now: Date): boolean {
    return this.#counts.take('link', identity.toLowerCase(), linksToOne, now);
  }
}
