import { AppError } from '../../../platform/errors.ts';
import { skipInLockdown } from '../../../platform/lockdown.ts';
import type { App } from '../../../platform/operation.ts';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import type { PaperSize } from '../../../publishing/pdf/tables.ts';
import { generation } from './paper.ts';
import { printerOf } from './printer.ts';

type Site = { request(url: string): Response | Promise<Response> };

/** Where the PDF of a page is stored. `key` is the hash of the page. */
type Stored = {
  find(): Promise<{ key: string; sha256: string } | null>;
  store(made: { key: string; pdf: Uint8Array<ArrayBuffer> }): Promise<void>;
};

/**
 * A page as a tagged PDF. The stored PDF is used as long as its page has not changed.
 * @param patient waits for its turn, however many other PDFs are waiting
 * @throws AppError `not_found` if there is no such page, `no_browser`, `print_busy`
 */
export async function printPage(
  app: App,
  site: Site,
  { url, paper, patient }: { url: string; paper: PaperSize; patient?: boolean },
  { find, store }: Stored,
): Promise<{ pdf: Uint8Array; key: string }> {
  const load = async (): Promise<{ page: Response; key: string }> => {
    const page = await site.request(url);
    const html = await page.text();
    return { page: new Response(html, page), key: sha256Hex(`${generation} ${html}`) };
  };
  const { page, key } = await load();
  if (page.status !== 200) throw new AppError('not_found');
  const stored = await find();
  const known = stored?.key === key ? await app.blobs.get(stored.sha256) : null;
  if (known) return { pdf: known, key };
  // The browser gets the page that was hashed. If it loaded the page again, something that was public only for that
  // moment could remain in the PDF.
  const job = { key: `${url} ${key} ${paper}`, url, paper, shown: page, patient };
  const pdf = await printerOf(app, site).print(job, async (made) => {
    // While the PDF waited for its turn, the page may have changed or been withdrawn, or a person may have been redacted.
    const now = await load();
    if (now.page.status >= 400) throw new AppError('not_found');
    if (now.key === key) await skipInLockdown(store({ key, pdf: made }));
  });
  return { pdf, key };
}
