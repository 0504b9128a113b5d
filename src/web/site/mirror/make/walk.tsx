import { AppError } from '../../../../platform/errors.ts';
import type { Router } from '../../../kit/context.ts';
import { renderDocument, type View } from '../../../kit/view.tsx';
import type { MirrorFolder } from './folder.ts';
import { Moved } from './moved.tsx';
import { placeOf, relative } from './places.ts';
import { rewriteHtml, type Resolve } from './rewrite.ts';

/** The result for one address: its file, and the links of the page as on the site. */
export type Visited = { address: string; file: string; links: string[]; tag?: string };

const batchSize = 32;
/**
 * How many batches run at the same time. While the database answers the queries of one batch, the pages of another are
 * rendered.
 */
const parallelBatches = 2;

export type Walking = {
  web: Router;
  folder: MirrorFolder;
  view: View;
  /** The origin for requests to the app: the site's public address, or a local address. */
  origin: string;
  /** The public address of the site, for links to content that the mirror does not have. Null if it is unknown. */
  site: string | null;
  signal?: AbortSignal;
  /** Receives the addresses of the next batch, so that their data can be loaded together. */
  ahead(addresses: readonly string[]): Promise<unknown>;
  visited(one: Visited): void;
  /** The ETag of an address's file in the existing mirror. */
  tagOf(address: string): string | undefined;
  /** Decides whether to create a page because another page links to it. */
  follow(address: string): boolean;
};

/**
 * Creates a file for each address, and for each address to which these pages link, if `follow` accepts it.
 * @throws AppError `cancelled`; `internal` if a page cannot be created, because a mirror must have all pages
 */
export class Walk {
  readonly #walking: Walking;
  /**
   * Addresses to visit. The last added address is visited first, because the data of the page that links to it is still
   * cached.
   */
  readonly #next: string[] = [];
  /** Addresses that fill up a batch if `#next` has too few. */
  readonly #seeds = new Set<string>();
  readonly #seen = new Set<string>();
  done = 0;

  constructor(walking: Walking) {
    this.#walking = walking;
  }

  get total(): number {
    return this.done + this.#next.length + this.#seeds.size;
  }

  seed(address: string): void {
    if (!this.#seen.has(address)) this.#seeds.add(address);
  }

  add(address: string): void {
    if (this.#mark(address)) this.#next.push(address);
  }

  async run(progress: (done: number, total: number) => void = () => {}): Promise<void> {
    const running = new Set<Promise<void>>();
    let failed: { reason: unknown } | undefined;
    for (let reported = this.done; ;) {
      if (this.#walking.signal?.aborted) failed ??= { reason: new AppError('cancelled') };
      for (let batch; !failed && running.size < parallelBatches && (batch = this.#take()).length;) {
        const visiting: Promise<void> = this.#visitAll(batch)
          .catch((reason: unknown) => void (failed ??= { reason }))
          .finally(() => running.delete(visiting));
        running.add(visiting);
      }
      if (running.size === 0) break;
      await Promise.race(running);
      if (this.done - reported >= 50) progress((reported = this.done), this.total);
    }
    if (failed) throw failed.reason;
  }

  /**
   * Visits all addresses of a batch. If one fails, this still waits for the others, so that nothing is written after
   * `run` has ended.
   */
  async #visitAll(addresses: readonly string[]): Promise<void> {
    await this.#walking.ahead(addresses);
    for (const one of await Promise.allSettled(addresses.map((address) => this.#visit(address))))
      if (one.status === 'rejected') throw one.reason;
  }

  #take(): string[] {
    const batch = this.#next.splice(-batchSize);
    for (const seed of this.#seeds) {
      if (batch.length >= batchSize) break;
      if (this.#mark(seed)) batch.push(seed);
    }
    return batch;
  }

  /** Marks an address, so that it is visited only once. Returns false if it was already marked. */
  #mark(address: string): boolean {
    if (this.#seen.has(address)) return false;
    this.#seen.add(address);
    this.#seeds.delete(address);
    return true;
  }

  async #visit(address: string): Promise<void> {
    this.done++;
    const { web, folder, origin } = this.#walking;
    const place = placeOf(address, address);
    if (place.is !== 'file') throw new Error(`The mirror has no file for ${address}.`);
    const tag = this.#walking.tagOf(address);
    const kept = tag !== undefined && (await folder.intact(place.file)) !== null;
    const response = await web.request(origin + address, kept ? { headers: { 'if-none-match': tag } } : undefined);
    if (kept && response.status === 304 && folder.keep(place.file))
      return this.#walking.visited({ address, file: place.file, links: [], tag });
    const location = response.headers.get('location');
    if (location && response.status >= 300 && response.status < 400) return this.#lead(address, place.file, location);
    if (response.status === 404) return void (await response.body?.cancel());
    // Withdrawn items, and items that were removed after a legal demand, have a page that says so.
    if (![200, 410, 451].includes(response.status))
      throw new AppError('internal', { cause: new Error(`${address} returned ${response.status}`) });
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/html')) return this.#page(address, place.file, await response.text());
    if (/xml|feed\+json|^text\/plain/.test(type)) return this.#text(address, place.file, await response.text());
    if (type.startsWith('text/css')) return this.#styles(address, place.file, await response.text());
    // Browsers do not run modules in pages that are opened from a folder, so the scripts of a mirror are not modules.
    // They would share one global scope, so each script is wrapped in a function.
    if (type.startsWith('text/javascript'))
      await folder.put(place.file, bytesOf(`(()=>{${await response.text()}\n})();\n`));
    else if (address.startsWith('/export/') && response.body)
      await folder.putStream(place.file, response.body as unknown as AsyncIterable<Uint8Array>);
    else await folder.put(place.file, new Uint8Array(await response.arrayBuffer()));
    const now = type === 'image/png' ? (response.headers.get('etag') ?? undefined) : undefined;
    this.#walking.visited({ address, file: place.file, links: [], tag: now });
  }

  async #page(address: string, file: string, html: string): Promise<void> {
    const links: string[] = [];
    let json: string | undefined;
    const text = rewriteHtml(html, (link) => {
      const plain = link.split('#', 1)[0]!;
      links.push(plain);
      const there = placeOf(plain, address);
      if (there.is === 'file' && this.#walking.follow(plain)) {
        if (plain === `${address}.json`) json = plain;
        else this.add(plain);
      }
      return this.resolve(address, file)(link);
    });
    await this.#walking.folder.put(file, bytesOf(text));
    this.#walking.visited({ address, file, links });
    // The JSON of the page is created directly after it, while the item's data is still cached.
    if (json && this.#mark(json)) await this.#visit(json);
  }

  /**
   * Returns a function that resolves the links of a page. A link to a page that the mirror lacks gets the page's
   * address on the site, or null if that is unknown.
   */
  resolve(address: string, file: string): Resolve {
    const { site } = this.#walking;
    return (link) => {
      const at = link.indexOf('#');
      const [plain, part] = at < 0 ? [link, ''] : [link.slice(0, at), link.slice(at)];
      const place = placeOf(plain, address);
      if (place.is === 'file') return relative(file, place.file) + part;
      if (place.is === 'search') return `${relative(file, place.file)}#${place.query}`;
      return site === null ? null : site + link;
    };
  }

  /**
   * Writes a feed or another text. It contains full addresses of the site; if these are unknown, they become links
   * within the mirror.
   */
  async #text(address: string, file: string, text: string): Promise<void> {
    const { site, origin, folder } = this.#walking;
    const own = new RegExp(`${origin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(/[^\\s"<>]*|(?=["<]))`, 'g');
    await folder.put(
      file,
      bytesOf(
        site === null ? text.replace(own, (_, path: string) => this.resolve(address, file)(path || '/') ?? path) : text,
      ),
    );
    this.#walking.visited({ address, file, links: [] });
  }

  async #styles(address: string, file: string, text: string): Promise<void> {
    for (const [, name] of text.matchAll(/url\("?([^":)]+)"?\)/g))
      this.add(new URL(name!, this.#walking.origin + address).pathname);
    await this.#walking.folder.put(file, bytesOf(text));
    this.#walking.visited({ address, file, links: [] });
  }

  async #lead(address: string, file: string, location: string): Promise<void> {
    const { origin } = this.#walking;
    const to = location.startsWith(`${origin}/`) ? location.slice(origin.length) : location;
    if (placeOf(to, address).is === 'file') this.add(to);
    await this.moved(address, file, to, '');
  }

  /** Writes a page that redirects to another. */
  async moved(address: string, file: string, to: string, title: string): Promise<void> {
    const { folder, view } = this.#walking;
    const target = this.resolve(address, file)(to);
    if (target === null) return;
    await folder.put(file, bytesOf(renderDocument(view, <Moved to={target} title={title} canonical={to} />)));
    this.#walking.visited({ address, file, links: [to] });
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
