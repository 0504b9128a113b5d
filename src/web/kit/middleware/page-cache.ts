import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Database } from '../../../platform/database/database.ts';
import { asAppError } from '../../../platform/errors.ts';
import { watchProcesses } from '../../../platform/one-data-directory.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { onFieldsApplied } from '../../../record/fields/apply-fields.ts';
import { dayIn } from '../../../record/values/local-time.ts';
import { acceptedEncodings, isSame } from '../assets.ts';
import type { Ctx, Deps, Env } from '../context.ts';
import { routes } from '../../routes.ts';
import { newRequestId, requestIdHeader } from './headers.ts';
import { noteCache, noteFacts, routeOf, type RequestFacts } from './request-facts.ts';
import { confirm, maxSilenceMs } from './page-confirmations.ts';
import { decode, newsFrom, pagesChannel, type News } from './page-news.ts';
import { Outage } from './page-outage.ts';
import { isOfRecord, refOf, refsIn } from './page-refs.ts';

/**
 * A cached page. `supportMessage` is the number of the support message in the page. Each time the page is sent, this
 * message is counted as shown.
 */
export type CachedPage = {
  key: string;
  supportMessage: number | undefined;
  body: Buffer<ArrayBuffer>;
  headers: [string, string][];
  etag: string;
  /** All headers of a response with this status, as the whole application sends them, except the request id. */
  heads: Partial<Record<200 | 304, string[]>>;
  /** The keys (`requestKeyOf`) of requests to which `answer` can send this page. */
  requestKeys: Set<string>;
  /** The ref of the item whose page this is. Null for a page that belongs to no item. */
  ref: string | null;
  /** The item of this page, and the items to which it links. Null for pages that any change may affect, such as lists. */
  refs: ReadonlySet<string> | null;
  /** Whether only changes of the record affect the page, and those of articles do not. */
  ofRecord: boolean;
  madeAt: number;
  /** The same by the system's clock, which continues while the machine is suspended. */
  madeOn: Date;
  /** What is counted when this page is sent from the cache. */
  facts: RequestFacts;
  /**
   * When something on the page changed, or when the page was found to be older than `maxAgeMs`. From then on, it is
   * sent for at most `staleFor`, and only while `renewing`.
   */
  outdatedAt?: number;
  /** Whether the page is being rendered again for a reader. */
  renewing?: boolean;
};

/**
 * A page that is being rendered. `news` has the changes since the rendering began. `page` resolves to null if other
 * readers must not get the page.
 */
type Rendering = { page: Promise<CachedPage | null>; news: { at: number; news: Exclude<News, 'everything'> }[] };

const maxBytes = 64 * 1024 * 1024;
const maxPerPage = 512 * 1024;
/** The most request keys of a page. Beyond this, the oldest is dropped. Browsers send few different requests. */
const maxRequestKeys = 8;
/**
 * While pages are requested, the listener's connection is checked at this interval, in milliseconds. Without an answer
 * for `maxSilenceMs`, the connection is treated as lost.
 */
const heartbeat = 1000;
/** Milliseconds for which readers may get the previous version of a page, while it is rendered again. */
const staleFor = 1000;
/** Milliseconds after which a page is rendered again, because it may depend on the time. */
const maxAgeMs = 600_000;
/** The most ids in `#sets`. */
const maxSets = 1000;

/** The headers of a page that is sent as stale (RFC 9111, section 5.1; RFC 9211). `age` in seconds. */
const staleHeaders = (age: number): [string, string][] => [
  ['age', String(age)],
  ['cache-status', `Kronika; hit; ttl=${-age}; detail="the database does not answer"`],
];

/**
 * Rendered public pages, cached in compressed form until something on them changes (docs/decisions/0230). A change that
 * withdraws or hides something empties the cache, as does a change whose effects are unknown.
 *
 * With the embedded database, every change passes through this process. With a database server, each change also
 * notifies all processes in its own transaction, and nothing is cached while the listening connection is lost.
 *
 * While the database does not answer, cached pages are sent as stale, if certainly nothing on them was hidden
 * (docs/decisions/0278).
 */
export class PageCache {
  #pages = new Map<string, CachedPage>();
  readonly #byRequest = new Map<string, CachedPage>();
  #deps: Deps | undefined;
  #bytes = 0;
  /** The pages that are being rendered. Emptying the cache removes them, so that they are not stored afterwards. */
  readonly #renderings = new Map<string, Rendering>();
  /**
   * The ids of change sets that were applied. A process is notified of its own changes twice, and skips the second
   * notification.
   */
  readonly #sets = new Set<number>();
  /** Whether other processes may write to the same database. */
  readonly #shared: boolean;
  readonly #outage: Outage;
  /** The notification that shows this process whether its listening connection works. */
  readonly #alive = `alive ${randomUUID()}`;
  #db: Database | undefined;
  #listening = false;
  #lastHeard = 0;
  #lastPing = 0;

  constructor(database: { kind: Database['kind'] }) {
    this.#shared = database.kind === 'server';
    this.#outage = new Outage({ shared: this.#shared });
  }

  /**
   * A listener of the app. After each commit it drops the affected pages. The listener `pageNews` must run too: it finds
   * the affected pages, and notifies other processes.
   */
  readonly listener: ChangeListener = {
    name: 'page-cache',
    afterCommit: (set) => {
      this.#outage.answered();
      this.#apply(newsFrom(set), set.id);
    },
    inDoubt: () => this.drop(),
  };

  /**
   * Starts to cache pages of an app that uses `db`. Returns a function that stops caching.
   * @param process the mark of this process (see `App.mark`), and the data directory. Without them, no page is sent as
   *   stale, because there may be other processes
   */
  async open(db: Database, process?: { mark: string; dataDir: string }): Promise<() => Promise<void>> {
    this.#db = db;
    this.#outage.open(db, process && (await watchProcesses(process.dataDir, process.mark)));
    // Pages that were rendered before this process knew of a changed field must be dropped.
    const stopFields = onFieldsApplied(() => this.drop());
    if (!this.#shared) {
      this.#listening = true;
      return async () => {
        stopFields();
        this.#close();
      };
    }
    const stop = await db.listen(
      pagesChannel,
      (payload) => {
        this.#lastHeard = performance.now();
        if (payload === this.#alive) this.#outage.heard();
        if (payload.startsWith('alive ') || confirm(db, process?.mark, payload)) return;
        const { set, news } = decode(payload);
        this.#apply(news, set);
      },
      (isBack) => {
        // Until the connection is back, this process misses changes by other processes.
        this.#listening = isBack;
        this.#lastHeard = performance.now();
        this.#outage.lost();
        if (isBack || !this.#outage.isAlone()) this.drop();
        else this.#renderings.clear();
        if (isBack) this.#ping();
      },
    );
    this.#listening = true;
    this.#lastHeard = performance.now();
    this.#ping();
    return async () => {
      stopFields();
      this.#close();
      await stop();
    };
  }

  #close(): void {
    this.#listening = false;
    this.#db = undefined;
    this.#outage.close();
    this.drop();
  }

  drop(): void {
    this.#pages.clear();
    this.#byRequest.clear();
    this.#renderings.clear();
    this.#bytes = 0;
  }

  #apply(news: News | null, set: number | undefined): void {
    if (set !== undefined && this.#shared) {
      if (this.#sets.delete(set)) return;
      this.#sets.add(set);
      for (const oldest of this.#sets) {
        if (this.#sets.size <= maxSets) break;
        this.#sets.delete(oldest);
      }
    }
    if (news === 'everything') this.drop();
    else if (news) this.#outdate(news);
  }

  #outdate(news: Exclude<News, 'everything'>): void {
    const at = performance.now();
    for (const cached of this.#pages.values()) if (isAffected(cached, news)) this.#mark(cached, news, at);
    for (const rendering of this.#renderings.values()) rendering.news.push({ at, news });
  }

  /**
   * If the change only added something, the previous version can be sent while the page is rendered again. Otherwise,
   * the page is dropped.
   */
  #mark(cached: CachedPage, { adds }: Exclude<News, 'everything'>, at: number): void {
    if (adds) cached.outdatedAt ??= at;
    else this.#forget(cached);
  }

  /** Whether a cached page can be sent now. */
  #isCurrent(cached: CachedPage): boolean {
    const now = performance.now();
    if (now - cached.madeAt > maxAgeMs) cached.outdatedAt ??= now;
    return cached.outdatedAt === undefined || (cached.renewing === true && now - cached.outdatedAt <= staleFor);
  }

  get size(): number {
    return this.#pages.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Whether the cache can be used. It is not used if the listening connection has not answered recently, because a lost
   * connection can go unnoticed for a long time.
   */
  #hears(): boolean {
    if (!this.#listening) return false;
    if (!this.#shared) return true;
    const now = performance.now();
    if (now - this.#lastHeard <= heartbeat) return true;
    if (this.#lastPing < this.#lastHeard || now - this.#lastPing > heartbeat) this.#ping();
    return now - this.#lastHeard <= maxSilenceMs;
  }

  #ping(): void {
    this.#lastPing = performance.now();
    this.#outage.sends();
    this.#db?.notify(pagesChannel, this.#alive).catch(() => {});
  }

  /**
   * The age of a page, in seconds, if it can be sent as stale now; otherwise null. It is not sent on another day than
   * that on which it was rendered, because pages depend on the day: what ends, ends with a day.
   */
  #staleAge(cached: CachedPage, { app, paper, lockdown }: Deps): number | null {
    const longest = app.config.stalePages;
    if (longest === 0 || !this.#outage.isAway(this.#hears()) || lockdown?.heard()) return null;
    if (!this.#outage.isAlone()) {
      this.drop();
      return null;
    }
    const now = app.now();
    const age = Math.max(performance.now() - cached.madeAt, now.getTime() - cached.madeOn.getTime());
    const isSameDay = ['UTC', paper().timeZone].every((zone) => dayIn(now, zone) === dayIn(cached.madeOn, zone));
    return isSameDay && age <= longest ? Math.floor(age / 1000) : null;
  }

  #store(cached: CachedPage): void {
    if (cached.body.byteLength > maxPerPage) return;
    const before = this.#pages.get(cached.key);
    const requestKeys = [...(before?.requestKeys ?? [])];
    if (before) this.#forget(before);
    this.#pages.set(cached.key, cached);
    this.#bytes += cached.body.byteLength + cached.key.length;
    for (const requestKey of requestKeys) this.#addRequestKey(cached, requestKey);
    this.#shrink();
  }

  #addRequestKey(cached: CachedPage, requestKey: string): void {
    const [oldest] = cached.requestKeys;
    if (oldest !== undefined && cached.requestKeys.size >= maxRequestKeys) this.#removeRequestKey(cached, oldest);
    cached.requestKeys.add(requestKey);
    this.#byRequest.set(requestKey, cached);
    this.#bytes += requestKey.length;
  }

  #removeRequestKey(cached: CachedPage, requestKey: string): void {
    cached.requestKeys.delete(requestKey);
    this.#byRequest.delete(requestKey);
    this.#bytes -= requestKey.length;
  }

  #shrink(): void {
    for (const oldest of this.#pages.values()) {
      if (this.#bytes <= maxBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(cached: CachedPage): void {
    if (this.#pages.get(cached.key) !== cached) return;
    this.#pages.delete(cached.key);
    this.#bytes -= cached.body.byteLength + cached.key.length;
    for (const requestKey of cached.requestKeys) this.#removeRequestKey(cached, requestKey);
  }

  #find(key: string): CachedPage | undefined {
    const cached = this.#pages.get(key);
    if (cached && this.#bytes > maxBytes / 2) {
      // Moves the entry to the end, because the entries at the beginning are dropped first.
      this.#pages.delete(key);
      this.#pages.set(key, cached);
    }
    return cached;
  }

  /**
   * Serves public pages from memory. If many readers ask for a page at once, it is rendered once. This middleware must
   * run before compression.
   */
  readonly middleware = createMiddleware<Env>(async (c, next) => {
    if (!isPublic(c)) return next();
    const key = keyOf(c);
    if ((await serve(c, this.#lookUp(key))) || this.#serveStale(c, key)) return;
    const before = this.#pages.get(key);
    if (before) before.renewing = true;
    try {
      await c.get('inTurn')(async () => {
        // While this request waited for its turn, another request may have rendered the page.
        const known = this.#lookUp(key, { stale: false });
        if (!known || !(await serve(c, known))) await this.#render(c, key, next);
      });
    } finally {
      if (before) before.renewing = false;
    }
    if (c.error && c.res.status >= 500) this.#serveStale(c, key);
  });

  #serveStale(c: Ctx, key: string): boolean {
    const cached = this.#find(key);
    const age = cached ? this.#staleAge(cached, c.get('deps')) : null;
    if (!cached || age === null) return false;
    c.set('supportMessage', cached.supportMessage);
    noteCache(c, 'stale');
    c.res = undefined;
    c.res = answer(c, { ...cached, headers: [...cached.headers, ...staleHeaders(age)] });
    return true;
  }

  /**
   * Stores the headers that the application sent with a cached page, so that `answer` sends the same headers. This must
   * run outside of all middleware that sets headers.
   */
  readonly noteHead = createMiddleware<Env>(async (c, next) => {
    await next();
    const cached = c.get('cachedPage');
    const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage };
    const { status, headers } = c.res;
    if (!cached || !incoming?.url || (status !== 200 && status !== 304) || this.#pages.get(cached.key) !== cached)
      return;
    this.#deps = c.get('deps');
    cached.heads[status] ??= [...headers].flatMap(([name, value]) => (name === requestIdHeader ? [] : [name, value]));
    const requestKey = requestKeyOf(incoming, this.#deps);
    if (!isPlain(incoming, incoming.headers) || this.#byRequest.has(requestKey)) return;
    this.#addRequestKey(cached, requestKey);
    this.#shrink();
  });

  /**
   * Answers a request of a Node server from memory. Most requests are answered here, which saves building a `Request`
   * for the application. Returns false if only the application can answer.
   */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    const deps = this.#deps;
    const { headers } = incoming;
    if (!deps || this.#byRequest.size === 0 || !isPlain(incoming, headers)) return false;
    // This call reads the settings, and their cache then checks for changes by other processes. Such changes may empty
    // this cache.
    deps.paper();
    const cached = this.#byRequest.get(requestKeyOf(incoming, deps));
    if (!cached || this.#find(cached.key) !== cached) return false;
    const isCurrent = this.#hears() && this.#isCurrent(cached);
    const age = isCurrent ? null : this.#staleAge(cached, deps);
    if (!isCurrent && age === null) return false;
    const status = isSame(headers['if-none-match'], cached.etag) ? 304 : 200;
    const head = cached.heads[status];
    if (!head) return false;
    noteFacts(outgoing, age === null ? cached.facts : { ...cached.facts, cache: 'stale' });
    const more = age === null ? [] : staleHeaders(age).flat();
    outgoing.writeHead(status, [...head, ...more, requestIdHeader, newRequestId()]);
    if (status === 200 && incoming.method === 'GET') outgoing.end(cached.body);
    else outgoing.end();
    if (cached.supportMessage !== undefined) deps.extras?.sent(deps, cached.supportMessage, incoming);
    return true;
  }

  /** The cached page, or the promise of a page that is being rendered for another reader. Null if there is neither. */
  #lookUp(key: string, { stale = true } = {}): CachedPage | Promise<CachedPage | null> | null {
    if (!this.#hears()) return null;
    const cached = this.#find(key);
    if (cached && this.#isCurrent(cached) && (stale || cached.outdatedAt === undefined)) return cached;
    const rendering = this.#renderings.get(key);
    return rendering && isJoinable(rendering) ? rendering.page : null;
  }

  async #render(c: Ctx, key: string, next: Next): Promise<void> {
    let publish = (_: CachedPage | null): void => {};
    const rendering: Rendering = { page: new Promise((resolve) => (publish = resolve)), news: [] };
    const before = this.#renderings.get(key);
    if (this.#hears() && !(before && isJoinable(before))) this.#renderings.set(key, rendering);
    try {
      await next();
      if (c.error && asAppError(c.error).code === 'database_unreachable') this.#outage.failed();
      const cached = await toCachedPage(c, key);
      if (!cached) return;
      // Only the rendering in `#renderings` receives the news of changes, so no other rendering can be cached.
      if (this.#renderings.get(key) === rendering) {
        this.#store(cached);
        for (const { at, news } of rendering.news) if (isAffected(cached, news)) this.#mark(cached, news, at);
      }
      publish(cached);
      noteCache(c, 'miss');
      c.set('cachedPage', cached);
      c.res = undefined;
      c.res = answer(c, cached);
    } finally {
      publish(null);
      if (this.#renderings.get(key) === rendering) this.#renderings.delete(key);
    }
  }
}

async function serve(c: Ctx, known: CachedPage | Promise<CachedPage | null> | null): Promise<boolean> {
  const page = await known;
  if (!page) return false;
  c.set('supportMessage', page.supportMessage);
  c.set('cachedPage', page);
  noteCache(c, 'hit');
  c.res = answer(c, page);
  return true;
}

/** Whether other readers can get the page of this rendering. */
const isJoinable = ({ news }: Rendering): boolean =>
  news.every(({ news: { adds } }) => adds) && (!news[0] || performance.now() - news[0].at <= staleFor);

function isAffected(cached: CachedPage, { refs, own, record }: Exclude<News, 'everything'>): boolean {
  if (!cached.refs) return record || !cached.ofRecord;
  if (cached.ref !== null && own.has(cached.ref)) return true;
  for (const ref of refs) if (cached.refs.has(ref)) return true;
  return false;
}

/**
 * Converts the response to a page for the cache. Null if the response is not the same for every reader; its body is
 * then not read.
 */
async function toCachedPage(c: Ctx, key: string): Promise<CachedPage | null> {
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
  // `no-cache` makes browsers ask each time whether the page has changed. If not, they get a response without a body.
  return {
    key,
    supportMessage: c.get('supportMessage'),
    body,
    etag,
    headers: [
      ...[...res.headers].filter(([name]) => name !== 'content-length'),
      ['cache-control', 'no-cache'],
      ['content-length', String(body.byteLength)],
      ['etag', etag],
    ],
    heads: {},
    requestKeys: new Set(),
    ...shownOn(c, body),
    madeAt: performance.now(),
    madeOn: c.get('deps').app.now(),
    facts: { route: routeOf(c), cache: 'hit' },
  };
}

/** The items that a page shows, by its address and its links. */
function shownOn(c: Ctx, body: Buffer): Pick<CachedPage, 'ref' | 'refs' | 'ofRecord'> {
  const ref = refOf(c.req.path);
  if (ref === null) return { ref, refs: null, ofRecord: isOfRecord(c.req.path) };
  if (!c.res.headers.get('content-type')?.startsWith('text/html')) return { ref, refs: null, ofRecord: false };
  const html = c.get('uncompressed') ?? body;
  return { ref, refs: refsIn(html.toString()).add(ref), ofRecord: false };
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
 * The key of a page in the cache: the address, the encoding, and the support messages that the reader has dismissed.
 * Without a configured public address, feeds contain the host of the request, so the key contains it, too.
 */
function keyOf(c: Ctx): string {
  const accepted = acceptedEncodings(c.req.header('accept-encoding'));
  const { extras, app } = c.get('deps');
  const url = new URL(c.req.url);
  const address = app.config.publicUrl ? url.pathname + url.search : url.href;
  return `${accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gz' : '-'} ${extras?.variant(c.get('deps'), c.req.header('cookie')) ?? ''} ${address}`;
}

/** A string with everything in a request that decides which page it gets. */
const requestKeyOf = ({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>, deps: Deps): string =>
  `${deps.extras?.variant(deps, headers.cookie) ?? ''}\n${String(headers['accept-encoding'])}\n${headers.host}\n${url}`;

/** Whether the request is a simple GET or HEAD, without headers that only the whole application handles. */
const isPlain = ({ method }: IncomingMessage, headers: IncomingHttpHeaders): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.authorization === undefined &&
  headers['content-encoding'] === undefined &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined;

const ofBody: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'content-length']);

function answer(c: Ctx, { body, headers, etag }: CachedPage): Response {
  if (isSame(c.req.header('if-none-match'), etag))
    return new Response(null, {
      status: 304,
      headers: headers.filter(([name]) => !ofBody.has(name)),
    });
  return new Response(body, { headers });
}
