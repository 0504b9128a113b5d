import type { OpenBrowser } from '../../../platform/browser/open-browser.ts';
import { AppError } from '../../../platform/errors.ts';
import type { App } from '../../../platform/operation.ts';
import type { PaperSize } from '../../../publishing/pdf/tables.ts';

/** The maximum number of waiting PDFs, and how long the browser stays open for the next one (ms). */
const longestQueue = 8;
const idle = 30_000;
const seconds = 30;

type Answer = (url: string) => Response | Promise<Response>;

/**
 * Makes tagged PDFs of our own pages, one at a time. This process answers the requests for the pages: the browser has
 * no network and runs no scripts.
 */
export class Printer {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #browser: OpenBrowser | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;
  readonly #answer: Answer;
  readonly #configured: string | undefined;

  /** `answer`: returns our own pages by their full URL. */
  constructor(answer: Answer, configured?: string) {
    this.#answer = answer;
    this.#configured = configured;
  }

  /** @throws AppError `print_busy` if too many are waiting; `no_browser` */
  async print(url: string, paper: PaperSize): Promise<Uint8Array> {
    if (this.#waiting >= longestQueue) throw new AppError('print_busy', { details: { seconds } });
    this.#waiting++;
    const mine = this.#last.then(() => this.#make(url, paper)).finally(() => this.#waiting--);
    this.#last = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    clearTimeout(this.#closing);
    const browser = this.#browser;
    this.#browser = null;
    await browser?.close();
  }

  async #make(url: string, paper: PaperSize): Promise<Uint8Array> {
    clearTimeout(this.#closing);
    const { origin } = new URL(url);
    const page = await this.#page();
    try {
      await page.route('**/*', async (route) => {
        const asked = route.request().url();
        if (!asked.startsWith(`${origin}/`)) return route.abort();
        const response = await this.#answer(asked);
        const body = Buffer.from(await response.arrayBuffer());
        // The PDF must wait for the fonts.
        const waiting = asked.endsWith('.css')
          ? Buffer.from(body.toString().replaceAll('font-display:optional', 'font-display:block'))
          : body;
        await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: waiting });
      });
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      const answer = await page.goto(url, { waitUntil: 'load', timeout: seconds * 1000 });
      if (answer?.status() !== 200) throw new AppError('not_found');
      // Pictures further down are loaded when they come near; for print all are needed.
      await page.evaluate(async () => {
        for (const image of document.images) image.loading = 'eager';
        await Promise.all([
          document.fonts.ready,
          ...[...document.images].map((image) => image.decode().catch(() => {})),
        ]);
      });
      return new Uint8Array(
        await page.pdf({
          format: paper === 'letter' ? 'Letter' : 'A4',
          tagged: true,
          outline: true,
          printBackground: true,
        }),
      );
    } catch (error) {
      // A browser that died or hangs: the next PDF gets another.
      if (!(error instanceof AppError)) await this.close();
      throw error;
    } finally {
      await page.close().catch(() => {});
      this.#closing = setTimeout(() => void this.close(), idle);
      this.#closing.unref();
    }
  }

  async #page() {
    if (this.#browser) {
      const page = await this.#browser.context.newPage().catch(() => null);
      if (page) return page;
      await this.close();
    }
    const { openBrowser } = await import('../../../platform/browser/open-browser.ts');
    this.#browser = await openBrowser(this.#configured);
    return this.#browser.context.newPage();
  }
}

const printers = new WeakMap<App, Printer>();

/** An app's printer: one shared browser. */
export function printerOf(app: App, web: { request(url: string): Response | Promise<Response> }): Printer {
  const known = printers.get(app) ?? new Printer((url) => web.request(url), app.config.browser);
  printers.set(app, known);
  return known;
}
