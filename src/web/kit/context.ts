import type { IncomingMessage } from 'node:http';
import type { Context, Next } from 'hono';
import type { Child } from 'hono/jsx';
import type { Session } from '../../accounts/sign-in.ts';
import type { Log as PlatformLog } from '../../platform/log/log.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { App } from '../../platform/operation.ts';
import type { Assets } from './assets.ts';
import type { Fields } from './forms/form.ts';
import type { CachedPage, PageCache } from './middleware/page-cache.ts';
import type { PublicationView } from './publication.ts';

/** The part of the log that the web uses. Never log personal data. */
export type Log = Pick<PlatformLog, 'info' | 'warn' | 'error'>;

/** A request as Node's server receives it. */
export type Sent = Pick<IncomingMessage, 'method' | 'headers'>;

/** What other folders of `web/` add to every public page. */
export type PageExtras = {
  /** The address of the style sheet with the publication's colour; null if it has none. */
  theme(publication: PublicationView): string | null;
  /** A support message for the footer of a page of this kind (`front`, `article`, `case`, `other`) in a language. */
  foot(c: Ctx, page: string, language: string): Child | null;
  /** The name of the page variant for a request with this cookie. The page cache stores each variant separately. */
  variant(deps: Deps, cookie: string | undefined): string;
  /** Called after a cached page with the support message of this number was sent. */
  sent(deps: Deps, message: number, request: Sent): void;
};

/** The parts of the running application that pages use. Other folders of `web/` augment this interface. */
export interface Deps {
  app: App;
  assets: Assets;
  log: Log;
  /** Returns the settings of the publication. Call it for each request, because the desk can change them. */
  paper(): PublicationView;
  /**
   * The session of a token, or null. Never called for a public page. `use` is false if an open page sent the request
   * automatically. Such a request does not delay the lock of the session.
   */
  findSession(token: string, use: boolean): Promise<Session | null>;
  /**
   * Returns the target of the redirect from a path of the previous website; null if there is no such redirect. Left out
   * if there was no previous website.
   */
  former?(path: string): Promise<string | null>;
  /** The cache of public pages. Without it, every request renders its page. */
  pages?: PageCache;
  /** Whether there is a lockdown. `heard` returns what this process was last notified of; `ask` queries the database. */
  lockdown?: { heard(): boolean; ask(): Promise<boolean> };
  extras?: PageExtras;
  /** Whether pages are rendered for a mirror. Nothing on them may then need a server. */
  mirror?: boolean;
  /** Whether the site serves the style guide. */
  dev?: boolean;
}

export type Env = {
  Variables: {
    deps: Deps;
    requestId: string;
    t: Translate;
    /** The prefix of addresses, such as `/ru`, if the language is not the publication's. Otherwise empty. */
    prefix: string;
    /** The language that the address selects, by its prefix or its parameter `lang`. Undefined without one. */
    urlLanguage: string | undefined;
    /** This page's slug in each language, if the slug is made of a title that has translations. */
    slugs: ReadonlyMap<string, string> | undefined;
    /** Whether the text of the page, and not the address, has set the language of the interface (`setLanguage`). */
    textSetsLanguage: boolean | undefined;
    /**
     * Runs `work` when it is the client's turn (turns.ts), or at once if this request already had its turn or needs
     * none. `refused` means that the response is an error, which always needs a turn.
     */
    inTurn: (work: () => Promise<void>, refused?: boolean) => Promise<void>;
    /** Whether this request was already counted against the client's budget (costs.ts). */
    spent: boolean | undefined;
    /** The session of this request; undefined before the first lookup. */
    session: Session | null | undefined;
    /** How many open proposals the menu shows. */
    proposals: number | undefined;
    /** The input of a sent form, so that an error page can show it again. Null if it is too long. */
    input: readonly (readonly [string, string])[] | null | undefined;
    /** The declared fields of the sent form, as far as they are known. */
    sentFields: Fields | undefined;
    /** The CSRF token in a sent form. */
    sentToken: string | undefined;
    /** Whether a sent form had files. */
    sentFiles: boolean | undefined;
    /** The JSON body, so that an error message can point to the place in it. */
    sentJson: unknown;
    /** The number of the support message on this page. */
    supportMessage: number | undefined;
    /** The body before compression, if it is compressed as a whole. */
    uncompressed: Buffer | undefined;
    /** The entry of the page cache that this response was created from or stored in. */
    cachedPage: CachedPage | undefined;
    /** Whether the response is a stream, such as an export. The handler sets this. */
    streamed: boolean | undefined;
  };
};
export type Ctx = Context<Env>;
type Handler = (c: Ctx, next: Next) => Response | void | Promise<Response | void>;
/**
 * The methods of the Hono application that pages use. Hono's own type would infer the parameters of each path, but here
 * the method `read` of an address (address.ts) does that.
 */
export interface Router {
  request(address: string, init?: RequestInit): Response | Promise<Response>;
  get(path: string, handler: Handler): unknown;
  post(path: string, handler: Handler): unknown;
  /** Another Hono application under one address. */
  route(path: string, web: Pick<Router, 'request'>): unknown;
  on(methods: string | string[], paths: string | string[], handler: Handler): unknown;
}
/** A group of pages, registered on the application. */
export type Pages = (web: Router, deps: Deps) => void;
