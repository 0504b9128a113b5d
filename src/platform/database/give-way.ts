import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/**
 * Milliseconds. Rendering a page takes some time between two queries. So after each query of a page, a download waits
 * this long for the next query of the page.
 */
const pause = 25;
/** All downloads together get at least 1/`share` of the connection's time, and so do the writes of each account. */
const share = 10;

/**
 * The maximum time in milliseconds for which downloads or an account wait for others before they use the connection.
 */
const maxWaitMs = 2000;

type Clock = { now(): number; sleep(ms: number): Promise<unknown> };
const real: Clock = { now: () => performance.now(), sleep };

/**
 * Decides when a download or a write of an account may use the only connection of the embedded database. A page sends
 * many queries, one after the other. If queries of a download ran in between, the page would wait for all of them.
 */
export class GiveWay {
  readonly #clock: Clock;
  /** How many others (such as pages) use the connection, or wait for it. */
  #others = 0;
  #lastOther = -Infinity;
  /** For the downloads and for each account: the time after which their next use no longer gives way to others. */
  readonly #patience = new Map<string, number>();

  constructor(clock = real) {
    this.#clock = clock;
  }

  /**
   * Notes that someone else (such as a page) uses the connection or waits for it.
   * @returns the function that ends this; call it once
   */
  other(): () => void {
    this.#others++;
    return () => {
      this.#others--;
      this.#lastOther = this.#clock.now();
    };
  }

  /**
   * Waits until no one else needs the connection. Stops waiting earlier if `who` would otherwise get less than its
   * share of the time.
   * @throws AppError `cancelled`
   */
  async wait(who: string, signal?: AbortSignal): Promise<void> {
    const latest = this.#patience.get(who) ?? -Infinity;
    for (;;) {
      const now = this.#clock.now();
      const free = this.#others > 0 ? now + pause : this.#lastOther + pause;
      if (free <= now || latest <= now) return;
      if (signal?.aborted) throw new AppError('cancelled');
      await this.#clock.sleep(Math.min(free, latest) - now);
    }
  }

  /** Notes that `who` uses the connection. @returns the function that ends this; call it once */
  uses(who: string): () => void {
    const began = this.#clock.now();
    return () => {
      const now = this.#clock.now();
      for (const [other, until] of this.#patience) if (until <= now) this.#patience.delete(other);
      this.#patience.set(who, now + Math.min(maxWaitMs, (now - began) * (share - 1)));
    };
  }
}
