import { createHash } from 'node:crypto';
import type { Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sql } from 'kysely';
import type { Database } from '../../../platform/database/database.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { acceptedEncodings } from '../assets.ts';
import type { Ctx, Env } from '../context.ts';
import { routes } from '../../routes.ts';

/** A cached page. `appeal`: the number of its support message, which is counted each time the page is sent. */
type Kept = { appeal: number | undefined; body: Uint8Array<ArrayBuffer>; headers: [string, string][]; etag: string };

const channel = 'kronika_pages';
const mostBytes = 64 * 1024 * 1024;
const mostPerPage = 512 * 1024;
/**
 * While pages are requested, the connection of the listener is checked each time so many milliseconds have passed. If
 * no answer comes for twice as long, the connection counts as lost.
 */
const heartbeat = 1000;

/**
 * Rendered public pages, cached compressed until the next change. All of them are dropped after each change, so that
 * withdrawn or hidden content disappears at once.
 *
 * With the embedded database, every change passes through this process. With a server, each change also notifies all
 * processes, in its own transaction, and nothing is cached while the listening connection is lost.
 */
export class PageCache {
  #kept = new Map<string, Kept>();
  #bytes = 0;
  /**
   * How often the cached pages were dropped. If this number has changed while a page was rendered, that page is not
   * cached.
   */
  #generation = 0;
  /**
   * The pages whose rendering has begun since the last drop. A promise resolves to null if the response must not be
   * sent to other readers.
   */
  readonly #coming = new Map<string, Promise<Kept | null>>();
  /** Whether other processes may write to the same database. */
  readonly #shared: boolean;
  #db: Database | undefined;
  #listening = false;
  #heard = 0;
  #asked = 0;

  constructor(database: { kind: Database['kind'] }) {
    this.#shared = database.kind === 'server';
  }

  /**
   * A listener of the app. After each commit it drops all pages, and makes other processes drop theirs. So even a
   * process that serves no pages needs it.
   */
  readonly listener: ChangeListener = {
    name: 'page-cache',
    onChange: async (tx) => {
      if (this.#shared) await sql`select pg_notify(${channel}, '')`.execute(tx);
    },
    afterCommit: () => this.drop(),
  };

  /** Starts to cache pages of an app on `db`. Returns a function that stops it. */
  async open(db: Database): Promise<() => Promise<void>> {
    this.#db = db;
    if (!this.#shared) {
      this.#listening = true;
      return async () => this.#close();
    }
    let broken = false;
    const stop = await db.listen(
      channel,
      (payload) => {
        this.#heard = performance.now();
        if (payload !== 'alive') this.drop();
      },
      () => {
        // Called when the connection breaks, and again when it is back. This process has missed the changes in between.
        broken = !broken;
        this.#listening = !broken;
        this.#heard = performance.now();
        this.drop();
      },
    );
    this.#listening = true;
    this.#heard = performance.now();
    return async () => {
      this.#close();
      await stop();
    };
  }

  #close(): void {
    this.#listening = false;
    this.#db = undefined;
    this.drop();
  }

  drop(): void {
    this.#generation++;
    this.#kept.clear();
    this.#coming.clear();
    this.#bytes = 0;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * Whether the cache can be used. It cannot if the listener's connection may be lost, because a lost connection can
   * stay unnoticed for long.
   */
  #alive(): boolean {
    if (!this.#listening) return false;
    if (!this.#shared) return true;
    const now = performance.now();
    if (now - this.#heard <= heartbeat) return true;
    if (this.#asked < this.#heard || now - this.#asked > heartbeat) {
      this.#asked = now;
      this.#db?.notify(channel, 'alive').catch(() => {});
    }
    return now - this.#heard <= 2 * heartbeat;
  }

  #keep(key: string, kept: Kept): void {
    if (kept.body.byteLength > mostPerPage) return;
    this.#kept.set(key, kept);
    this.#bytes += kept.body.byteLength + key.length;
    for (const [oldest, { body }] of this.#kept) {
      if (this.#bytes <= mostBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= body.byteLength + oldest.length;
    }
  }

  #find(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept) {
      // The entry is moved to the end, because the entries at the beginning are dropped first.
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept;
  }

  /**
   * Serves public pages from memory; must run before compression. A page for which many readers ask at once is rendered
   * once.
   */
  readonly middleware = createMiddleware<Env>(async (c, next) => {
    if (!isPublic(c)) return next();
    if (await this.#serve(c, this.#known(c))) return;
    await c.get('inTurn')(async () => {
      // While this request waited for its turn, another may have rendered the page.
      const known = this.#known(c);
      if (known && (await this.#serve(c, known))) return;
      await this.#render(c, next);
    });
  });

  /** The cached page, or its rendering that another reader started; null if there is neither. */
  #known(c: Ctx): Kept | Promise<Kept | null> | null {
    const key = keyOf(c);
    return this.#alive() ? (this.#find(key) ?? this.#coming.get(key) ?? null) : null;
  }

  async #serve(c: Ctx, page: Kept | Promise<Kept | null> | null): Promise<boolean> {
    const known = await page;
    if (!known) return false;
    c.set('appeal', known.appeal);
    c.res = answer(c, known);
    return true;
  }

  async #render(c: Ctx, next: Next): Promise<void> {
    const trusted = this.#alive();
    const key = keyOf(c);
    const generation = this.#generation;
    let came = (_: Kept | null): void => {};
    const coming = new Promise<Kept | null>((resolve) => (came = resolve));
    if (trusted && !this.#coming.has(key)) this.#coming.set(key, coming);
    try {
      await next();
      const kept = await keepable(c);
      if (!kept) return;
      if (trusted && generation === this.#generation) this.#keep(key, kept);
      came(kept);
      c.res = undefined;
      c.res = answer(c, kept);
    } finally {
      came(null);
      if (this.#coming.get(key) === coming) this.#coming.delete(key);
    }
  }
}

/**
 * The response as a page for the cache. Null, with its body unread, if the response is not the same for every reader.
 */
async function keepable(c: Ctx): Promise<Kept | null> {
  const { res } = c;
  if (
    res.status !== 200 ||
    res.headers.has('Set-Cookie') ||
    res.headers.has('Cache-Control') ||
    c.get('streamed') ||
    c.get('session') !== undefined ||
    !res.body
  )
    return null;
  const body = new Uint8Array(await res.arrayBuffer());
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  // Browsers check each time whether the page has changed, and get a short response if not.
  return {
    appeal: c.get('appeal'),
    body,
    etag,
    headers: [
      ...[...res.headers].filter(([name]) => name !== 'content-length'),
      ['cache-control', 'no-cache'],
      ['etag', etag],
    ],
  };
}

const own = [routes.desk.home(), '/setup', '/join', '/assets', routes.health(), routes.api()];

function isPublic(c: Ctx): boolean {
  const { path, method } = c.req;
  return (
    method === 'GET' &&
    !own.some((start) => path === start || path.startsWith(`${start}/`)) &&
    c.req.header('authorization') === undefined
  );
}

/** The key: address (with the host, if feeds contain it), encoding, and the support messages that the reader has dismissed. */
function keyOf(c: Ctx): string {
  const accepted = acceptedEncodings(c.req.header('accept-encoding'));
  const { extras, app } = c.get('deps');
  const url = new URL(c.req.url);
  const address = app.config.publicUrl ? url.pathname + url.search : url.href;
  return `${accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gz' : '-'} ${extras?.variant(c) ?? ''} ${address}`;
}

function answer(c: Ctx, { body, headers, etag }: Kept): Response {
  const same = c.req
    .header('if-none-match')
    ?.split(',')
    .some((one) => one.trim().replace(/^W\//, '') === etag);
  if (same)
    return new Response(null, {
      status: 304,
      headers: headers.filter(([name]) => name !== 'content-type' && name !== 'content-encoding'),
    });
  return new Response(body, { headers });
}
