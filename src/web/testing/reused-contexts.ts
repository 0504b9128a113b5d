import type { Browser, BrowserContext, CDPSession } from 'playwright-core';

export type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;
type ReusedContext = { context: BrowserContext; cdp: CDPSession };

export const newContext = (browser: Browser, options: ContextOptions = {}): Promise<BrowserContext> =>
  browser.newContext({ reducedMotion: 'reduce', ...options });

/**
 * Browser contexts that pages use one after another. A new context needs a new process, which loads all styles, scripts
 * and fonts again: a fifth of the processor time of opening and checking a page. Only Chromium's contexts are reused.
 * @param origin of the site under test
 */
export class ReusedContexts {
  #free = new Map<string, ReusedContext[]>();

  constructor(
    readonly browser: Browser,
    readonly origin: string,
  ) {}

  /** Lends a context with these options to `use`. It is reused unless `use` throws. */
  async lend<T>(options: ContextOptions, use: (context: BrowserContext) => Promise<T>): Promise<T> {
    if (this.browser.browserType().name() !== 'chromium') {
      const context = await newContext(this.browser, options);
      return use(context).finally(() => context.close());
    }
    const key = JSON.stringify(options);
    const kept = this.#free.get(key)?.pop() ?? (await this.#open(options));
    let result: T;
    try {
      result = await use(kept.context);
      await this.#clear(kept);
    } catch (error) {
      await kept.context.close();
      throw error;
    }
    this.#free.set(key, [...(this.#free.get(key) ?? []), kept]);
    return result;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#free.values()].flat().map(({ context }) => context.close()));
    this.#free.clear();
  }

  async #open(options: ContextOptions): Promise<ReusedContext> {
    const context = await newContext(this.browser, options);
    // As long as one page of the site is open, its process stays (`--process-per-site` in launchBrowser).
    const page = await context.newPage();
    await page.goto(`${this.origin}/robots.txt`);
    return { context, cdp: await context.newCDPSession(page) };
  }

  /** Closes all pages but the first, and removes what they stored. */
  async #clear({ context, cdp }: ReusedContext): Promise<void> {
    const [, ...others] = context.pages();
    await Promise.all(others.map((page) => page.close()));
    await context.clearCookies();
    await cdp.send('Storage.clearDataForOrigin', { origin: this.origin, storageTypes: 'all' });
  }
}
