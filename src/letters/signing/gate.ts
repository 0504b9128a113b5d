import { DayCounts, linksToOne, triesOfOne } from '../../platform/text/day-counts.ts';

/** Counts open signatures as they come; what is counted of whom is gone with the day. */
export class SignOnGate {
  #counts = new DayCounts();

  /** Whether a connection tries too often. The try is counted. */
  turnsAway(address: string, now: Date): boolean {
    return !this.#counts.take('tries', address, triesOfOne, now);
  }

  /** Whether a letter has taken all that it takes within an hour. Nothing is counted by asking. */
  full(letter: number, hourly: number, now: Date): boolean {
    return this.#counts.used('letter', String(letter), now) >= hourly;
  }

  /** Counts one that is to be taken. @returns whether one more mail may go to its address today */
  take(letter: number, email: string, now: Date): boolean {
    const may = this.#counts.take('link', `${letter} ${email.toLowerCase()}`, linksToOne, now);
    if (may) this.#counts.take('letter', String(letter), { most: Infinity, window: 3_600_000 }, now);
    return may;
  }
}
