import { withQueryLimit } from '../../platform/database/query-limit.ts';
import type { openWeb } from './web.ts';

/** The most pages that are rendered after a start. */
const mostPages = 40;
/** How most browsers ask for a page, and how they ask without HTTPS. */
const encodings = ['gzip, deflate, br', 'gzip, deflate'];

/**
 * Renders the front page and the pages to which it leads, one after another, so that the first readers after a start get
 * them from the cache. With `stopping`, no further page is begun.
 */
export async function renderFirstPages(
  web: Pick<ReturnType<typeof openWeb>, 'request'>,
  { address, queryMs, stopping }: { address: string; queryMs: number; stopping: AbortSignal },
): Promise<number> {
  const read = async (path: string, headers: Record<string, string> = {}): Promise<string> => {
    const limit = { read: queryMs, reads: 2 * queryMs };
    return withQueryLimit(limit, async () => (await web.request(address + path, { headers })).text());
  };
  const paths = new Set(['/']);
  for (const [, path] of (await read('/')).matchAll(/ href="(\/[a-z]+\/\d[^"#?.]*)"/g)) paths.add(path!);
  let rendered = 0;
  for (const path of [...paths].slice(0, mostPages))
    for (const encoding of encodings) {
      if (stopping.aborted) return rendered;
      await read(path, { 'accept-encoding': encoding });
      rendered++;
    }
  return rendered;
}
