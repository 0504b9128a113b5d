import type { Context, Next } from 'hono';
import type { Child } from 'hono/jsx';
import type { Session } from '../../accounts/sign-in.ts';
import type { Log as PlatformLog } from '../../platform/log.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { App } from '../../platform/operation.ts';
import type { Assets } from './assets.ts';
import type { PageCache } from './page-cache.ts';
import type { PublicationView } from './publication.ts';

/** What the web needs to say in the log. Never given personal data. */
export type Log = Pick<PlatformLog, 'info' | 'warn' | 'error'>;

/** What capabilities add to the frame of every public page; `createWeb` puts it together. */
export type PageExtras = {
  /** The style sheet with the publication's own colour; null where it has none. */
  theme(publication: PublicationView): string | null;
  /** A support message for the foot of a page of this kind (`front`, `article`, `case`, `other`) in a language. */
  foot(c: Ctx, page: string, language: string): Child | null;
  /** Which version of a page this request gets, for the page cache. */
  variant(c: Ctx): string;
};

/** What the pages are made with. Capabilities add what they need by augmenting it. */
export interface Deps {
  app: App;
  assets: Assets;
  log: Log;
  /** Read for each request, because the desk can change it. */
  paper(): PublicationView;
  /** Who is behind the request, or null; asked at most once per request, and never for a public page. */
  findSession(token: string): Promise<Session | null>;
  /** Where an address of a former site leads now, or null; left out, there was none. */
  former?(path: string): Promise<string | null>;
  /** Keeps rendered public pages; left out, each is made anew. */
  pages?: PageCache;
  extras?: PageExtras;
  /** Pages are made for a mirror: nothing on them needs a server. */
  mirror?: boolean;
  /** Shows the style page. */
  dev?: boolean;
}

export type Env = {
  Variables: {
    deps: Deps;
    requestId: string;
    t: Translate;
    /** Before the addresses of a page in another language than the publication's: `/ru`; else empty. */
    prefix: string;
    /** The language that the address names. */
    asked: string | undefined;
    /** Whether the page's text chose the language of its interface. */
    spoke: boolean | undefined;
    /** Set once asked for; undefined: not asked yet. */
    session: Session | null | undefined;
    /** What a form sent, kept so that an error page can hand it back. */
    typed: readonly (readonly [string, string])[] | undefined;
    /** The body that a program sent, so that an error can say where in it something is wrong. */
    sentJson: unknown;
    /** The number of the appeal that this page shows. */
    appeal: number | undefined;
    /** Set by handlers that send as they read (exports). */
    streamed: boolean | undefined;
  };
};
export type Ctx = Context<Env>;
type Handler = (c: Ctx, next: Next) => Response | void | Promise<Response | void>;
/** The app as pages see it. Hono's own type works out the parameters of each path, which `read` of an address does here. */
export interface Router {
  request(address: string, init?: RequestInit): Response | Promise<Response>;
  get(path: string, handler: Handler): unknown;
  post(path: string, handler: Handler): unknown;
  /** Another app of Hono's, under one address. */
  route(path: string, web: Pick<Router, 'request'>): unknown;
  on(methods: string | string[], paths: string | string[], handler: Handler): unknown;
}
/** Pages of one kind, registered on the app. */
export type Pages = (web: Router, deps: Deps) => void;
