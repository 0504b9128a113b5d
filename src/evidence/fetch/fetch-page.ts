import { createHash } from 'node:crypto';
import { version } from '../../../package.json';
import { AppError } from '../../platform/errors.ts';
import { type Resolve, bareHost, checkedAddresses, parseAllowPrivate } from './addresses.ts';
import { acceptedCodings, codingsOf, unpack } from './fetch-codings.ts';
import { type Answer, type ServerCertificate, exchange, headerValue, headerValues } from './fetch-exchange.ts';
import { timedOut } from './fetch-failures.ts';
import { type FetchLimits, fullLimits } from './fetch-limits.ts';
import { parsePageUrl } from './fetch-url.ts';
import type { Exchange } from '../package/warc/exchange.ts';

/** One request on the way to a page, including the last one. */
export type Hop = {
  /** The requested URL, without fragment. */
  url: string;
  status: number;
  /** The IP address that answered. */
  address: string;
};

/** A page as a server sent it at one moment. */
export type FetchedPage = {
  /** The URL as the caller gave it, without spaces around it. */
  requestedUrl: string;
  /** The URL to which the redirects led, without fragment. */
  finalUrl: string;
  hops: Hop[];
  /** Whether a redirect led from https to http. Then someone could have changed the response on its way. */
  downgraded: boolean;
  status: number;
  statusText: string;
  /** Every header in its original order and spelling. The bytes of values are read as Latin-1. */
  headers: [name: string, value: string][];
  contentType: string | undefined;
  /** The body after decoding. */
  bytes: Uint8Array;
  /** SHA-256 of `bytes`, hexadecimal. */
  sha256: string;
  /** SHA-256 of the body as sent, if it was encoded. */
  encodedSha256: string | undefined;
  /** When the request that returned the page was sent. */
  fetchedAt: Date;
  /** The IP address of the page's server. */
  address: string;
  /** The certificate of the page's server; null over plain HTTP. */
  certificate: ServerCertificate | null;
};

export type FetchOptions = {
  /** Hosts (or host:port) in a private network that may be fetched: `KRONIKA_ALLOW_PRIVATE`. */
  allowPrivate: readonly string[];
  limits?: Partial<FetchLimits>;
  /** When this fires, the fetch ends with the error `cancelled`. */
  signal?: AbortSignal;
  now?: () => Date;
  /** Resolves a host name; by default with the system's resolver. Called once for each hop. */
  resolve?: Resolve;
  /** Request headers that replace or extend ours (names in any case). */
  headers?: Record<string, string>;
  /** Called for every request, with its whole response, including redirects. */
  record?: (exchange: Exchange) => void;
  /** Only checks whether a page exists. The body is not read, and `bytes` is empty. */
  statusOnly?: boolean;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  ca?: string;
};

export const userAgent = `Kronika/${version} (+press-freedom desk)`;

const ourHeaders: Record<string, string> = {
  'user-agent': userAgent,
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5',
  'accept-language': '*',
  'accept-encoding': acceptedCodings,
};

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches one page with GET, and follows redirects. Private networks are refused: each hop's host is resolved once, all
 * its addresses are checked, and the connection goes to one of these. A response with any status except a redirect is
 * returned as a page; `requireSuccess` refuses all but 200–299. There are no cookies, no scripts and no cache.
 * @throws AppError `fetch_*` with the host in its details, or `cancelled`
 */
export async function fetchPage(url: string, options: FetchOptions): Promise<FetchedPage> {
  const limits = fullLimits(options.limits);
  const allowed = parseAllowPrivate(options.allowPrivate);
  const now = options.now ?? (() => new Date());
  const requestHeaders = { ...ourHeaders, ...lowerNames(options.headers ?? {}) };

  let target = parsePageUrl(url, allowed);
  const stop = new AbortController();
  const timer = setTimeout(
    () => stop.abort(timedOut(bareHost(target.hostname), limits.totalMs, 'total')),
    limits.totalMs,
  );
  const cancel = (): void => stop.abort(new AppError('cancelled'));
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (options.signal?.aborted) cancel();

  const hops: Hop[] = [];
  const seen = new Set<string>();
  let downgraded = false;
  try {
    for (;;) {
      seen.add(target.href);
      const addresses = await unlessAborted(stop.signal, () => checkedAddresses(target, allowed, options.resolve));
      const fetchedAt = now();
      const answer = await exchange(target, {
        addresses,
        requestHeaders,
        limits,
        signal: stop.signal,
        wantsBody: (status, headers) =>
          !options.statusOnly && (options.record !== undefined || !isRedirect(status, headers)),
        ca: options.ca,
      });
      options.record?.(exchangeOf(target, fetchedAt, requestHeaders, answer));
      hops.push({ url: target.href, status: answer.status, address: answer.address });

      if (!isRedirect(answer.status, answer.headers)) {
        const body = await opened(options.statusOnly ? { ...answer, headers: [] } : answer, {
          limits,
          host: bareHost(target.hostname),
          signal: stop.signal,
        });
        const { status, statusText, headers, address, certificate } = answer;
        return {
          requestedUrl: url.trim(),
          finalUrl: target.href,
          hops,
          downgraded,
          status,
          statusText,
          headers,
          contentType: headerValue(headers, 'content-type'),
          ...body,
          fetchedAt,
          address,
          certificate,
        };
      }

      const next = parsePageUrl(locationOf(answer), allowed, target);
      if (seen.has(next.href)) throw tooManyRedirects(next, hops.length, 'loop');
      if (hops.length > limits.redirects) throw tooManyRedirects(next, limits.redirects, 'count');
      downgraded ||= target.protocol === 'https:' && next.protocol === 'http:';
      target = next;
    }
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
  }
}

const exchangeOf = (
  url: URL,
  sentAt: Date,
  headers: Record<string, string>,
  { status, statusText, headers: answered, address, body }: Answer,
): Exchange => ({
  url: url.href,
  at: sentAt.toISOString(),
  address,
  request: {
    method: 'GET',
    target: url.pathname + url.search,
    headers: [['host', url.host], ['connection', 'close'], ...Object.entries(headers)],
    body: new Uint8Array(),
  },
  response: { status, statusText, headers: answered, body },
});

/** Returns the page if its status is a success. @throws AppError `fetch_http_status` (details: host, status) */
export function requireSuccess(page: FetchedPage): FetchedPage {
  if (page.status >= 200 && page.status < 300) return page;
  throw new AppError('fetch_http_status', {
    details: { host: bareHost(new URL(page.finalUrl).hostname), status: page.status },
  });
}

async function opened(
  answer: Answer,
  context: { limits: FetchLimits; host: string; signal: AbortSignal },
): Promise<Pick<FetchedPage, 'bytes' | 'sha256' | 'encodedSha256'>> {
  const codings = codingsOf(headerValues(answer.headers, 'content-encoding'));
  const bytes = await unpack(answer.body, codings, context);
  return { bytes, sha256: sha256(bytes), encodedSha256: codings.length ? sha256(answer.body) : undefined };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isRedirect = (status: number, headers: Answer['headers']): boolean =>
  redirects.has(status) && headerValue(headers, 'location') !== undefined;

/**
 * The target of a redirect, as text. Against the standard, servers write non-ASCII letters in UTF-8, and browsers
 * accept this.
 */
function locationOf(answer: Answer): string {
  const raw = headerValues(answer.headers, 'location')[0]!;
  const utf8 = Buffer.from(raw, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? raw : utf8;
}

function tooManyRedirects(next: URL, count: number, rule: 'loop' | 'count'): AppError {
  return new AppError('fetch_too_many_redirects', { details: { host: bareHost(next.hostname), count, rule } });
}

/** The result of `work`. If the signal fires first, its reason is thrown. */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work(), aborted]).finally(() => signal.removeEventListener('abort', stop));
}

const lowerNames = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
