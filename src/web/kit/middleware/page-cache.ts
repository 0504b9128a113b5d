import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sql } from 'kysely';
import type { Database } from '../../../platform/database/database.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { onFieldsApplied } from '../../../record/fields/apply-fields.ts';
import { acceptedEncodings } from '../assets.ts';
import type { Ctx, Deps, Env } from '../context.ts';
import { routes } from '../../routes.ts';
import { newRequestId, requestIdHeader } from './headers.ts';

/**
 * A cached page. `appeal` is the number of its support message. Each time the page is sent, the message is counted as
 * shown.
 */
export type Kept = {
  key: string;
  appeal: number | undefined;
  body: Buffer<ArrayBuffer>;
  headers: [string, string][];
  etag: string;
  /** All headers of an answer with this status, as the whole application sends them, except the request's number. */
  heads: Partial<Record<200 | 304, string[]>>;
  /** The forms of request that `answer` knows to get this page. */
  asked: Set<string>;
};

const channel = 'kronika_pages';
const mostBytes = 64 * 1024 * 1024;
const mostPerPage = 512 * 1024;
/** The most forms of request for a page that are known at once. Browsers send few. */
const mostAsked = 8;
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
  /** The cached pages by the request as it arrives. */
  readonly #asked = new Map<string, Kept>();
  #deps: Deps | undefined;
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
  #called = 0;

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
    this.#asked.clear();
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
    if (this.#called < this.#heard || now - this.#called > heartbeat) {
      this.#called = now;
      this.#db?.notify(channel, 'alive').catch(() => {});
    }
    return now - this.#heard <= 2 * heartbeat;
  }

  #keep(kept: Kept): void {
    if (kept.body.byteLength > mostPerPage) return;
    const before = this.#kept.get(kept.key);
    if (before) this.#forget(before);
    this.#kept.set(kept.key, kept);
    this.#bytes += kept.body.byteLength + kept.key.length;
    for (const oldest of this.#kept.values()) {
      if (this.#bytes <= mostBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(kept: Kept): void {
    this.#kept.delete(kept.key);
    this.#bytes -= kept.body.byteLength + kept.key.length;
    for (const asked of kept.asked) this.#asked.delete(asked);
  }

  #find(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept && this.#bytes > mostBytes / 2) {
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

  /**
   * Notes the headers with which the application sent a cached page, so that `answer` sends the same ones. This must run
   * outside of all middleware that sets headers.
   */
  readonly noteHead = createMiddleware<Env>(async (c, next) => {
    await next();
    const kept = c.get('kept');
    const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage };
    const { status, headers } = c.res;
    if (!kept || !incoming?.url || (status !== 200 && status !== 304) || this.#kept.get(kept.key) !== kept) return;
    this.#deps = c.get('deps');
    kept.heads[status] ??= [...headers].flatMap(([name, value]) => (name === requestIdHeader ? [] : [name, value]));
    const form = formOf(incoming, this.#deps);
    if (!isPlain(incoming, incoming.headers) || kept.asked.size >= mostAsked || this.#asked.has(form)) return;
    kept.asked.add(form);
    this.#asked.set(form, kept);
  });

  /**
   * Answers a request of a Node server from memory, before the application builds a request from it: most readers get a
   * cached page. Returns false if only the application can answer.
   */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    const deps = this.#deps;
    const { headers } = incoming;
    if (!deps || this.#asked.size === 0 || !isPlain(incoming, headers)) return false;
    // Asking for the settings makes their cache look for changes by other processes, and may empty this one.
    deps.paper();
    const asked = this.#asked.get(formOf(incoming, deps));
    if (!asked || !this.#alive() || this.#find(asked.key) !== asked) return false;
    const status = isSame(headers['if-none-match'], asked.etag) ? 304 : 200;
    const head = asked.heads[status];
    if (!head) return false;
    outgoing.writeHead(status, [...head, requestIdHeader, newRequestId()]);
    if (status === 200 && incoming.method === 'GET') outgoing.end(asked.body);
    else outgoing.end();
    if (asked.appeal !== undefined) deps.extras?.sent(deps, asked.appeal, incoming);
    return true;
  }

  /** The cached page, or its rendering that began for another reader; null without either. */
  #known(c: Ctx): Kept | Promise<Kept | null> | null {
    const key = keyOf(c);
    return this.#alive() ? (this.#find(key) ?? this.#coming.get(key) ?? null) : null;
  }

  async #serve(c: Ctx, page: Kept | Promise<Kept | null> | null): Promise<boolean> {
    const known = await page;
    if (!known) return false;
    c.set('appeal', known.appeal);
    c.set('kept', known);
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
      const kept = await keepable(c, key);
      if (!kept) return;
      if (trusted && generation === this.#generation) this.#keep(kept);
      came(kept);
      c.set('kept', kept);
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
async function keepable(c: Ctx, key: string): Promise<Kept | null> {
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
  const body = Buffer.from(await res.arrayBuffer());
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  // Browsers ask each time whether the page has changed. If not, they get a short response without a body.
  return {
    key,
    appeal: c.get('appeal'),
    body,
    etag,
    headers: [
      ...[...res.headers].filter(([name]) => name !== 'content-length'),
      ['cache-control', 'no-cache'],
      ['content-length', String(body.byteLength)],
      ['etag', etag],
    ],
    heads: {},
    asked: new Set(),
  };
}

const own = [routes.desk.home(), '/setup', '/join', '/assets', routes.health(), routes.api()];

function isPublic(c: Ctx): boolean {
  const { path, method } = c.req;
  return (
    (method === 'GET' || method === 'HEAD') &&
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
  return `${accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gz' : '-'} ${extras?.variant(c.get('deps'), c.req.header('cookie')) ?? ''} ${address}`;
}

/** The request as it arrives, with everything that decides which page it gets. */
const formOf = ({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>, deps: Deps): string =>
  `${deps.extras?.variant(deps, headers.cookie) ?? ''}\n${String(headers['accept-encoding'])}\n${headers.host}\n${url}`;

/** Whether a request has nothing that only the whole application can answer. */
const isPlain = ({ method }: IncomingMessage, headers: IncomingHttpHeaders): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.authorization === undefined &&
  headers['content-encoding'] === undefined &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined;

const isSame = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) ?? false;

const ofBody: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'content-length']);

function answer(c: Ctx, { body, headers, etag }: Kept): Response {
  if (isSame(c.req.header('if-none-match'), etag))
    return new Response(null, {
      status: 304,
      headers: headers.filter(([name]) => !ofBody.has(name)),
    });
  return new Response(body, { headers });
}
