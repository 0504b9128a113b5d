import type { OpenBrowser } from '../../../platform/browser/open-browser.ts';
import { withQueryLimit } from '../../../platform/database/query-limit.ts';
import { AppError } from '../../../platform/errors.ts';
import { Queue } from '../../../platform/queue.ts';
import type { App } from '../../../platform/operation.ts';
import type { PaperSize } from '../../../record/files/store-pdf.ts';

/** Milliseconds for which the browser stays open for the next PDF. */
const idle = 10_000;
/** The most seconds for loading a page. Loading it and creating its PDF may together take twice as long. */
const seconds = 30;

type Answer = (url: string) => Response | Promise<Response>;

/**
 * Creates tagged PDFs of Kronika's own pages, one at a time. The browser has no network and runs no scripts. This
 * process responds to its requests for pages, styles and pictures.
 */
export class Printer {
  readonly #queue = new Queue({
    running: 1,
    waiting: 3,
    busy: () => new AppError('print_busy', { details: { seconds } }),
  });
  #browser: OpenBrowser | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;
  readonly #answer: Answer;
  readonly #configured: string | undefined;

  /** @param answer returns Kronika's response for a full address */
  constructor(answer: Answer, configured?: string) {
    this.#answer = answer;
    this.#configured = configured;
  }

  /**
   * The PDF of a page. Simultaneous requests for the same content get the same PDF.
   * @param key the hash of the content and of the paper size
   * @param shown the page at `url`, if it was already loaded; it may have changed since
   * @param store called with the PDF before it is returned
   * @throws AppError `print_busy` if too many others are waiting, unless `patient`; `no_browser`
   */
  print(
    {
      key,
      url,
      paper,
      shown,
      patient,
    }: { key: string; url: string; paper: PaperSize; shown?: Response; patient?: boolean },
    store: (pdf: Uint8Array<ArrayBuffer>) => Promise<void>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    // The query limit of the PDF is independent of that of the request, because other readers may still wait for the
    // PDF after this reader has left.
    return withQueryLimit({ read: seconds * 1000 }, () =>
      this.#queue.share(
        key,
        async () => {
          const pdf = await this.#make(url, paper, shown);
          await store(pdf);
          return pdf;
        },
        { patient },
      ),
    );
  }

  async close(): Promise<void> {
    clearTimeout(this.#closing);
    const browser = this.#browser;
    this.#browser = null;
    await browser?.close();
  }

  async #make(url: string, paper: PaperSize, shown?: Response): Promise<Uint8Array<ArrayBuffer>> {
    clearTimeout(this.#closing);
    const { origin, href } = new URL(url);
    const page = await this.#page();
    // If a step hangs, closing the browser ends it with an error.
    const late = setTimeout(() => void this.close(), 2 * seconds * 1000);
    try {
      await page.route('**/*', async (route) => {
        const asked = route.request().url();
        if (!asked.startsWith(`${origin}/`)) return route.abort();
        const response = asked === href && shown ? shown.clone() : await this.#answer(asked);
        const body = Buffer.from(await response.arrayBuffer());
        // With `optional`, the PDF would be created before the fonts are loaded.
        const waiting = asked.endsWith('.css')
          ? Buffer.from(body.toString().replaceAll('font-display:optional', 'font-display:block'))
          : body;
        await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: waiting });
      });
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      const answer = await page.goto(url, { waitUntil: 'load', timeout: seconds * 1000 });
      if (answer?.status() !== 200) throw new AppError('not_found');
      // Browsers load a picture further down only when someone scrolls to it. A PDF needs all pictures, so they are
      // loaded now.
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
      // The browser has crashed or hangs, so it is closed. The next PDF starts a new one.
      if (!(error instanceof AppError)) await this.close();
      throw error;
    } finally {
      clearTimeout(late);
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

/**
 * The origin of the printed pages. It does not depend on the request, because each invented Host header would otherwise
 * cause a new PDF.
 */
export const printOrigin = ({ publicUrl, port }: App['config']): string =>
  publicUrl ? new URL(publicUrl).origin : `http://localhost:${port}`;

/** The printer of an app. It uses one browser for all PDFs. */
export function printerOf(app: App, web: { request(url: string): Response | Promise<Response> }): Printer {
  const known = printers.get(app) ?? new Printer((url) => web.request(url), app.config.browser);
  printers.set(app, known);
  return known;
}
