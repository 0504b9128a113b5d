import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/**
 * Milliseconds. A page does some work between two queries. So after each query of a page, downloads wait this long for
 * its next query.
 */
const pause = 25;
/**
 * All downloads together get at least a tenth of the connection's time. The writes of each account get at least a
 * tenth, too.
 */
const share = 10;

/**
 * The most milliseconds that a download or account must wait after it has used the connection, even if it used it for
 * long.
 */
const longest = 2000;

type Clock = { now(): number; sleep(ms: number): Promise<unknown> };
const real: Clock = { now: () => performance.now(), sleep };

/**
 * Decides when a download, or one of many writes of an account, may use the only connection of a database. A page makes
 * many queries, one after the other. If queries of a download ran in between, the page would wait for all of them.
 */
export class GiveWay {
  readonly #clock: Clock;
  /** How many others (such as pages) use the connection, or wait for it. */
  #others = 0;
  #lastOther = -Infinity;
  /** For each download queue or account: until when its next use of the connection gives way to others. */
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
      this.#patience.set(who, now + Math.min(longest, (now - began) * (share - 1)));
    };
  }
}
