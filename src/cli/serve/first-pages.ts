import { withQueryLimit } from '../../platform/database/query-limit.ts';
import type { openWeb } from './web.ts';

/** The maximum number of pages that are rendered besides the front page. More would delay the first readers. */
const maxPages = 20;

/**
 * Renders the front page and up to `maxPages` pages to which it links, so that the first readers after a start get
 * them from the cache. The pages are rendered one after another. The request headers are like those of a browser over
 * HTTPS. When `stopping` is aborted, no further page is rendered.
 */
export async function renderFirstPages(
  web: Pick<ReturnType<typeof openWeb>, 'request'>,
  { address, queryMs, stopping }: { address: string; queryMs: number; stopping: AbortSignal },
): Promise<number> {
  const read = async (path: string, headers: Record<string, string> = {}): Promise<string> => {
    const limit = { read: queryMs, readBudget: 2 * queryMs };
    return withQueryLimit(limit, async () => (await web.request(address + path, { headers })).text());
  };
  const links = (await read('/')).matchAll(/ href="(\/[a-z]+\/\d[^"#?.]*)"/g);
  const paths = new Set(['/', ...Array.from(links, ([, path]) => path!)]);
  let rendered = 0;
  for (const path of [...paths].slice(0, 1 + maxPages)) {
    if (stopping.aborted) break;
    await read(path, { 'accept-encoding': 'gzip, deflate, br' });
    rendered++;
  }
  return rendered;
}
