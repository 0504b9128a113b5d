import { createHash } from 'node:crypto';
import type { Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sql } from 'kysely';
import type { Database } from '../../../platform/database/database.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { onFieldsApplied } from '../../../record/fields/apply-fields.ts';
import { acceptedEncodings } from '../assets.ts';
import type { Ctx, Env } from '../context.ts';
import { routes } from '../../routes.ts';

/**
 * A cached page. `appeal` is the number of its support message. Each time the page is sent, the message is counted as
 * shown.
 */
type Kept = { appeal: number | undefined; body: Uint8Array<ArrayBuffer>; headers: [string, string][]; etag: string };

const channel = 'kronika_pages';
const mostBytes = 64 * 1024 * 1024;
const mostPerPage = 512 * 1024;
/**
 * While pages are requested, the listener's connection is checked at this interval, in milliseconds. Without an answer
 * for twice as long, the connection is treated as lost.
 */
const heartbeat = 1000;

/**
 * Rendered public pages, cached in compressed form until the next change. Every change drops all of them, so that
 * withdrawn or hidden content disappears at once.
 *
 * With the embedded database, every change passes through this process. With a database server, each change also
 * notifies all processes, in its own transaction. While the listening connection is lost, nothing is cached.
 */
export class PageCache {
  #kept = new Map<string, Kept>();
  #bytes = 0;
  /** How often the cache was emptied. If this number changes while a page is rendered, that page is not cached. */
  #generation = 0;
  /**
   * The pages whose rendering has begun since the cache was last emptied. A promise resolves to null if other readers
   * must not get the response.
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
   * A listener of the app. After each commit it empties this cache and makes other processes empty theirs. So even a
   * process that serves no pages needs this listener.
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
    // A page that was rendered before this process knew of a changed field must not stay.
    const stopFields = onFieldsApplied(() => this.drop());
    if (!this.#shared) {
      this.#listening = true;
      return async () => {
        stopFields();
        this.#close();
      };
    }
    let broken = false;
    const stop = await db.listen(
      channel,
      (payload) => {
        this.#heard = performance.now();
        if (payload !== 'alive') this.drop();
      },
      () => {
        // Called when the connection breaks, and again when it is restored. In between, this process has missed
        // changes.
        broken = !broken;
        this.#listening = !broken;
        this.#heard = performance.now();
        this.drop();
      },
    );
    this.#listening = true;
    this.#heard = performance.now();
    return async () => {
      stopFields();
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
   * Whether the cache can be used. If the connection has not answered lately, the cache is not used, because a lost
   * connection can go unnoticed for long.
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
      // The entry moves to the end, because entries at the beginning are dropped first.
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept;
  }

  /**
   * Serves public pages from memory. If many readers ask for a page at once, it is rendered once. This middleware must
   * run before compression.
   */
  readonly middleware = createMiddleware<Env>(async (c, next) => {
    if (!isPublic(c)) return next();
    if (await this.#serve(c, this.#known(c))) return;
    await c.get('inTurn')(async () => {
      // While this request waited for its turn, another request may have rendered the page.
      const known = this.#known(c);
      if (known && (await this.#serve(c, known))) return;
      await this.#render(c, next);
    });
  });

  /** The cached page, or its rendering that began for another reader; null without either. */
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
 * The response as a page for the cache. Null if the response is not the same for every reader; its body is then still
 * unread.
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
  // Browsers ask each time whether the page has changed. If not, they get a short response without a body.
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

/**
 * The key of a page in the cache: the address (with the host, if feeds contain it), the encoding, and the support
 * messages that the reader has dismissed.
 */
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
