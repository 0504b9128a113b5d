import { DayCounts, linksToOne, triesOfOne } from '../../platform/text/day-counts.ts';

/** Counts attempts to sign; the counts by person are deleted with the day. */
export class SignOnGate {
  #counts = new DayCounts();

  /** Whether a connection tries too often. The attempt is counted. */
  turnsAway(address: string, now: Date): boolean {
    return !this.#counts.take('tries', address, triesOfOne, now);
  }

  /** Whether a letter has reached its hourly limit. This does not count as an attempt. */
  full(letter: number, hourly: number, now: Date): boolean {
    return this.#counts.used('letter', String(letter), now) >= hourly;
  }

  /** Counts a signature to be accepted. @returns whether one more email may be sent to its address today */
  take(letter: number, email: string, now: Date): boolean {
    const may = this.#counts.take('link', `${letter} ${email.toLowerCase()}`, linksToOne, now);
    if (may) this.#counts.take('letter', String(letter), { most: Infinity, window: 3_600_000 }, now);
    return may;
  }
}
