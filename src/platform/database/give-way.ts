import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/**
 * Milliseconds after a query of others in which their next one is expected: between two queries, a page is computed.
 */
const pause = 25;
/** Downloads together get at least one part in so many of the connection's time, and so do the writes of each account. */
const share = 10;

type Clock = { now(): number; sleep(ms: number): Promise<unknown> };
const real: Clock = { now: () => performance.now(), sleep };

/**
 * Decides when a download, or one of many writes of an account, may use the only connection of a database. A page makes
 * many queries, one after the other. If a query of a download ran between each two of them, the page would wait for all
 * of these.
 */
export class GiveWay {
  readonly #clock: Clock;
  /** Uses by others that run or wait. */
  #others = 0;
  #lastOther = -Infinity;
  /** Until when the next use of each waits at most. */
  readonly #patience = new Map<string, number>();

  constructor(clock = real) {
    this.#clock = clock;
  }

  /** Someone else uses the connection, or waits for it. @returns the function that ends this; call it once */
  other(): () => void {
    this.#others++;
    return () => {
      this.#others--;
      this.#lastOther = this.#clock.now();
    };
  }

  /**
   * Waits until nobody else needs the connection, or for so long that `who` gets a share of its time.
   * @throws AppError `cancelled`
   */
  async wait(who: string, left?: AbortSignal): Promise<void> {
    const latest = this.#patience.get(who) ?? -Infinity;
    for (;;) {
      const now = this.#clock.now();
      const free = this.#others > 0 ? now + pause : this.#lastOther + pause;
      if (free <= now || latest <= now) return;
      if (left?.aborted) throw new AppError('cancelled');
      await this.#clock.sleep(Math.min(free, latest) - now);
    }
  }

  /** `who` uses the connection. @returns the function that ends this; call it once */
  uses(who: string): () => void {
    const began = this.#clock.now();
    return () => {
      const now = this.#clock.now();
      for (const [other, until] of this.#patience) if (until <= now) this.#patience.delete(other);
      this.#patience.set(who, now + (now - began) * (share - 1));
    };
  }
}
