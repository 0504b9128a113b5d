import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/**
 * Milliseconds after a query of others in which their next one is expected: between two queries, a page is computed.
 */
const pause = 25;
/** Downloads together get at least one part in so many of the connection's time. */
const share = 10;

type Clock = { now(): number; sleep(ms: number): Promise<unknown> };
const real: Clock = { now: () => performance.now(), sleep };

/**
 * Decides when a download may use the only connection of a database. A page makes many queries, one after the other. If
 * a query of a download ran between each two of them, the page would wait for all of these.
 */
export class GiveWay {
  readonly #clock: Clock;
  /** Uses by others that run or wait. */
  #others = 0;
  #lastOther = -Infinity;
  /** Milliseconds that the next use by a download waits at most. */
  #patience = 0;

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
   * Waits until nobody else needs the connection, or for so long that downloads get their share of its time.
   * @throws AppError `cancelled`
   */
  async wait(left?: AbortSignal): Promise<void> {
    const latest = this.#clock.now() + this.#patience;
    for (;;) {
      const now = this.#clock.now();
      const free = this.#others > 0 ? now + pause : this.#lastOther + pause;
      if (free <= now || latest <= now) return;
      if (left?.aborted) throw new AppError('cancelled');
      await this.#clock.sleep(Math.min(free, latest) - now);
    }
  }

  /** A download uses the connection. @returns the function that ends this; call it once */
  download(): () => void {
    const began = this.#clock.now();
    return () => {
      this.#patience = (this.#clock.now() - began) * (share - 1);
    };
  }
}
