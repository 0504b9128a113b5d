import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Database } from '../../../platform/database/database.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { onFieldsApplied } from '../../../record/fields/apply-fields.ts';
import { acceptedEncodings, isSame } from '../assets.ts';
import type { Ctx, Deps, Env } from '../context.ts';
import { routes } from '../../routes.ts';
import { newRequestId, requestIdHeader } from './headers.ts';
import { decode, newsFrom, pagesChannel, type News } from './page-news.ts';
import { isOfRecord, refOf, refsIn } from './page-refs.ts';

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
  /** The item of this page. */
  ref: string | null;
  /** The item of this page, and the items to which it links. Null for pages that any change may affect, such as lists. */
  refs: ReadonlySet<string> | null;
  /** Whether only changes of the record affect the page, and those of articles do not. */
  ofRecord: boolean;
  madeAt: number;
  /** When something on the page changed. Then it is sent for at most `staleFor`, and only while `renewing`. */
  outdatedAt?: number;
  /** Whether the page is being rendered again for a reader. */
  renewing?: boolean;
};

/** A page that is being rendered, with the changes since this began. `page` is null if other readers must not get it. */
type Coming = { page: Promise<Kept | null>; news: { at: number; news: Exclude<News, 'everything'> }[] };

const mostBytes = 64 * 1024 * 1024;
const mostPerPage = 512 * 1024;
/** The most forms of request for a page that are known at once; the oldest is dropped first. Browsers send few. */
const mostAsked = 8;
/**
 * While pages are requested, the listener's connection is checked at this interval, in milliseconds. Without an answer
 * for twice as long, the connection is treated as lost.
 */
const heartbeat = 1000;
/** Milliseconds for which readers may get the previous version of a page, while it is rendered again. */
const staleFor = 1000;
/** Milliseconds after which a page is rendered again, because it may depend on the time. */
const longestAge = 600_000;
/** The most change sets that are remembered, so that the news of each is used once. */
const mostSets = 1000;

/**
 * Rendered public pages, cached in compressed form until something on them changes (docs/decisions/0230). A change that
 * withdraws or hides something drops all of them, as does every change whose effects are unknown.
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
  /** The pages whose rendering has begun since the cache was last emptied. */
  readonly #coming = new Map<string, Coming>();
  /** The change sets whose news was used. A process gets the news of its own changes twice. */
  readonly #sets = new Set<number>();
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
   * A listener of the app. After each commit it drops the affected pages. `pageNews` must run too: it says which pages
   * these are, and notifies other processes.
   */
  readonly listener: ChangeListener = {
    name: 'page-cache',
    afterCommit: (set) => this.#hear(newsFrom(set), set.id),
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
      pagesChannel,
      (payload) => {
        this.#heard = performance.now();
        if (payload === 'alive') return;
        const { set, news } = decode(payload);
        this.#hear(news, set);
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
    this.#kept.clear();
    this.#asked.clear();
    this.#coming.clear();
    this.#bytes = 0;
  }

  #hear(news: News | null, set: number | undefined): void {
    if (set !== undefined && this.#shared) {
      if (this.#sets.delete(set)) return;
      this.#sets.add(set);
      for (const oldest of this.#sets) {
        if (this.#sets.size <= mostSets) break;
        this.#sets.delete(oldest);
      }
    }
    if (news === 'everything') this.drop();
    else if (news) this.#outdate(news);
  }

  #outdate(news: Exclude<News, 'everything'>): void {
    const at = performance.now();
    for (const kept of this.#kept.values()) if (isAffected(kept, news)) this.#mark(kept, news, at);
    for (const coming of this.#coming.values()) coming.news.push({ at, news });
  }

  /** If something was only added, the previous version can be sent while the page is rendered again. */
  #mark(kept: Kept, { adds }: Exclude<News, 'everything'>, at: number): void {
    if (adds) kept.outdatedAt ??= at;
    else this.#forget(kept);
  }

  /** Whether readers can get a cached page now. */
  #isCurrent(kept: Kept): boolean {
    const now = performance.now();
    if (now - kept.madeAt > longestAge) kept.outdatedAt ??= now;
    return kept.outdatedAt === undefined || (kept.renewing === true && now - kept.outdatedAt <= staleFor);
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
      this.#db?.notify(pagesChannel, 'alive').catch(() => {});
    }
    return now - this.#heard <= 2 * heartbeat;
  }

  #keep(kept: Kept): void {
    if (kept.body.byteLength > mostPerPage) return;
    const before = this.#kept.get(kept.key);
    const forms = [...(before?.asked ?? [])];
    if (before) this.#forget(before);
    this.#kept.set(kept.key, kept);
    this.#bytes += kept.body.byteLength + kept.key.length;
    for (const form of forms) this.#know(kept, form);
    this.#shrink();
  }

  /** Notes that a form of request gets this page. */
  #know(kept: Kept, form: string): void {
    const [oldest] = kept.asked;
    if (oldest !== undefined && kept.asked.size >= mostAsked) this.#unknow(kept, oldest);
    kept.asked.add(form);
    this.#asked.set(form, kept);
    this.#bytes += form.length;
  }

  #unknow(kept: Kept, form: string): void {
    kept.asked.delete(form);
    this.#asked.delete(form);
    this.#bytes -= form.length;
  }

  #shrink(): void {
    for (const oldest of this.#kept.values()) {
      if (this.#bytes <= mostBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(kept: Kept): void {
    if (this.#kept.get(kept.key) !== kept) return;
    this.#kept.delete(kept.key);
    this.#bytes -= kept.body.byteLength + kept.key.length;
    for (const form of kept.asked) this.#unknow(kept, form);
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
    const key = keyOf(c);
    if (await serve(c, this.#known(key))) return;
    const before = this.#kept.get(key);
    if (before) before.renewing = true;
    try {
      await c.get('inTurn')(async () => {
        // While this request waited for its turn, another request may have rendered the page.
        const known = this.#known(key, { stale: false });
        if (!known || !(await serve(c, known))) await this.#render(c, key, next);
      });
    } finally {
      if (before) before.renewing = false;
    }
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
    if (!isPlain(incoming, incoming.headers) || this.#asked.has(form)) return;
    this.#know(kept, form);
    this.#shrink();
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
    if (!asked || !this.#alive() || this.#find(asked.key) !== asked || !this.#isCurrent(asked)) return false;
    const status = isSame(headers['if-none-match'], asked.etag) ? 304 : 200;
    const head = asked.heads[status];
    if (!head) return false;
    outgoing.writeHead(status, [...head, requestIdHeader, newRequestId()]);
    if (status === 200 && incoming.method === 'GET') outgoing.end(asked.body);
    else outgoing.end();
    if (asked.appeal !== undefined) deps.extras?.sent(deps, asked.appeal, incoming);
    return true;
  }

  /** The cached page, or its rendering that began for another reader. */
  #known(key: string, { stale = true } = {}): Kept | Promise<Kept | null> | null {
    if (!this.#alive()) return null;
    const kept = this.#find(key);
    if (kept && this.#isCurrent(kept) && (stale || kept.outdatedAt === undefined)) return kept;
    const coming = this.#coming.get(key);
    return coming && isJoinable(coming) ? coming.page : null;
  }

  async #render(c: Ctx, key: string, next: Next): Promise<void> {
    let came = (_: Kept | null): void => {};
    const coming: Coming = { page: new Promise((resolve) => (came = resolve)), news: [] };
    const before = this.#coming.get(key);
    if (this.#alive() && !(before && isJoinable(before))) this.#coming.set(key, coming);
    try {
      await next();
      const kept = await keepable(c, key);
      if (!kept) return;
      // Only the last rendering that began since the cache was emptied learns of changes, so only it can be cached.
      if (this.#coming.get(key) === coming) {
        this.#keep(kept);
        for (const { at, news } of coming.news) if (isAffected(kept, news)) this.#mark(kept, news, at);
      }
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

async function serve(c: Ctx, known: Kept | Promise<Kept | null> | null): Promise<boolean> {
  const page = await known;
  if (!page) return false;
  c.set('appeal', page.appeal);
  c.set('kept', page);
  c.res = answer(c, page);
  return true;
}

/** Whether another reader can get a page whose rendering has begun. */
const isJoinable = ({ news }: Coming): boolean =>
  news.every(({ news: { adds } }) => adds) && (!news[0] || performance.now() - news[0].at <= staleFor);

function isAffected(kept: Kept, { refs, own, record }: Exclude<News, 'everything'>): boolean {
  if (!kept.refs) return record || !kept.ofRecord;
  if (kept.ref !== null && own.has(kept.ref)) return true;
  for (const ref of refs) if (kept.refs.has(ref)) return true;
  return false;
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
    ...shownOn(c, body),
    madeAt: performance.now(),
  };
}

/** The items that a page shows, by its address and its links. */
function shownOn(c: Ctx, body: Buffer): Pick<Kept, 'ref' | 'refs' | 'ofRecord'> {
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

const ofBody: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'content-length']);

function answer(c: Ctx, { body, headers, etag }: Kept): Response {
  if (isSame(c.req.header('if-none-match'), etag))
    return new Response(null, {
      status: 304,
      headers: headers.filter(([name]) => !ofBody.has(name)),
    });
  return new Response(body, { headers });
}
