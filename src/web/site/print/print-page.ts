import { AppError } from '../../../platform/errors.ts';
import { skipIfReadOnly } from '../../../platform/lockdown.ts';
import { run, systemPrincipal, type App } from '../../../platform/operation.ts';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { findPdf, storePdf, type AskedPdf } from '../../../record/files/store-pdf.ts';
import { generation } from './paper.ts';
import { printerOf } from './printer.ts';

type Site = { request(url: string): Response | Promise<Response> };

/**
 * A page of an item as a tagged PDF. If the page has not changed, this is the stored PDF.
 * @param patient whether to wait even if many other PDFs are waiting
 * @throws AppError `not_found` if there is no such page, `no_browser`, `print_busy`
 */
export async function printPage(
  app: App,
  site: Site,
  { url, patient, ...asked }: AskedPdf & { url: string; patient?: boolean },
): Promise<{ pdf: Uint8Array; key: string }> {
  const load = async (): Promise<{ page: Response; key: string }> => {
    const page = await site.request(url);
    const html = await page.text();
    return { page: new Response(html, page), key: sha256Hex(`${generation} ${html}`) };
  };
  const { page, key } = await load();
  if (page.status !== 200) throw new AppError('not_found');
  const stored = await findPdf(app.db.read, asked);
  const known = stored?.key === key ? await app.blobs.get(stored.sha256) : null;
  if (known) return { pdf: known, key };
  // The browser gets the page that was hashed. If it requested the page again, the PDF could contain something that was
  // public only for a moment.
  const { paper } = asked;
  const job = { key: `${url} ${key} ${paper}`, url, paper, shown: page, patient };
  const pdf = await printerOf(app, site).print(job, async (made) => {
    // While the PDF was being created, the page may have changed or been withdrawn, or a person may have been redacted.
    const now = await load();
    if (now.page.status >= 400) throw new AppError('not_found');
    if (now.key === key) await skipIfReadOnly(run(app, storePdf, systemPrincipal, { ...asked, key, pdf: made }));
  });
  return { pdf, key };
}
