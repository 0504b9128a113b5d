import { z } from 'zod';
import type { Change } from '../../../platform/changes.ts';
import { defineJob, sendJob } from '../../../platform/jobs/jobs.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { servedSite, type ServedSite } from '../../kit/served-site.ts';
import { printOrigin } from './printer.ts';

/** The kinds whose pages have a PDF and a picture for shared links. */
const kinds: readonly string[] = ['article', 'case', 'law', 'letter'];
/**
 * The maximum number of items whose files are created at once, because each PDF takes a second or more. If more become public
 * together, their files are created when readers request them.
 */
const maxAtOnce = 20;

/**
 * Headers of the requests. With `accept`, errors are JSON. `accept-encoding` is what browsers send, because the page
 * cache depends on it.
 */
const asked = { accept: 'application/json, */*;q=0.9', 'accept-encoding': 'gzip, deflate, br' };

const isPublication = ({ action, after }: Change): boolean =>
  action === 'published' ||
  action === 'reinstated' ||
  (action === 'visibility' && (after as { visibility?: string } | null)?.visibility === 'public');

/**
 * When an item is published, its files are created in the background, so that the first reader does not have to wait.
 */
export const filesListener: ChangeListener = {
  name: 'site.filesOfPublished',
  async onChange(tx, { changes }) {
    const published = changes.filter((change) => kinds.includes(change.kind) && isPublication(change));
    const things = [...new Set(published.map(({ thingId }) => thingId))];
    if (things.length > 0 && things.length <= maxAtOnce) await sendJob(tx, filesJob, { things });
  },
};

/**
 * Requests the PDFs and pictures to which the pages of published items link. Afterwards, the PDFs are stored, and the
 * pictures are in the page cache. Sample data is left out, because a new installation has other work.
 */
export const filesJob = defineJob({
  name: 'site.filesOfPublished',
  input: z.object({ things: z.array(z.number().int()) }),
  retries: 3,
  minutes: 30,
  async handler({ input, app, log, signal }) {
    const site = servedSite(app);
    if (!site || input.things.length === 0) return;
    const published = await app.db.read
      .selectFrom('thing')
      .select(['kind', 'number'])
      .where('id', 'in', input.things)
      .where('visibility', '=', 'public')
      .where('example', '=', false)
      .execute();
    const origin = printOrigin(app.config);
    for (const { kind, number } of published)
      for (const file of await filesOf(site, origin, `/${kind}s/${number}`)) {
        signal.throwIfAborted();
        const answer = await site.request(file, { headers: asked });
        if (answer.status === 200) await answer.arrayBuffer();
        else if (await lacksBrowser(answer)) return log.warn({}, 'no PDF could be made, because there is no browser');
        else throw new Error(`${new URL(file).pathname} has the status ${answer.status}.`);
      }
  },
});

const lacksBrowser = async (answer: Response): Promise<boolean> =>
  answer.status === 503 && ((await answer.json()) as { code?: string }).code === 'no_browser';

/** The addresses of the files to which a page links, in each language of the page. */
async function filesOf(site: ServedSite, origin: string, path: string): Promise<Set<string>> {
  const files = new Set<string>();
  const pages = new Set([origin + path]);
  for (const address of pages) {
    let answer = await site.request(address);
    // The address with only the number redirects to the full address.
    const location = answer.headers.get('location');
    if (location) answer = await site.request(new URL(location, origin).href);
    // The item may have been withdrawn meanwhile.
    if (answer.status !== 200) continue;
    const html = await answer.text();
    const found = (pattern: RegExp): string[] =>
      Array.from(html.matchAll(pattern), ([, link]) => new URL(link!.replaceAll('&amp;', '&'), origin).href).filter(
        (link) => link.startsWith(`${origin}/`),
      );
    const own = found(/<a [^>]*href="([^"]+)" type="application\/pdf"/g);
    for (const pdf of own) if (new URL(pdf).pathname.startsWith(path)) files.add(pdf);
    for (const picture of found(/<meta property="og:image" content="([^"]+)"/g)) files.add(picture);
    // An article in another language is another item.
    if (!path.startsWith('/articles/'))
      for (const other of found(/<link rel="alternate" hreflang="[^"]+" href="([^"]+)"/g)) pages.add(other);
  }
  return files;
}
