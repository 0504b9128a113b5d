import type { BrowserContext, Request } from 'playwright-core';
import { AppError } from '../../platform/errors.ts';
import { codingsOf } from '../fetch/fetch-codings.ts';
import type { Exchange } from '../package/warc/exchange.ts';
import type { CaptureLimits, Shortfall } from './limits.ts';
import { headersOfDecoded } from './stored-charset.ts';
import { hopsOf, withoutHash } from './hops.ts';

/** A request whose response could not be stored, and the reason. */
export type Failed = { url: string; method: string; reason: string };

type RecorderOptions = {
  limits: CaptureLimits;
  addressOf(url: string): string;
  markIncomplete(why: Shortfall): void;
  /** Fetches a URL again, if the browser does not give access to the body, as for parts of videos. */
  refetch(url: string, headers: Record<string, string>): Promise<Exchange[]>;
};

/**
 * Whether a header can be stored as a header of HTTP/1.1. Pseudo-headers of HTTP/2, which begin with a colon, cannot:
 * HTTP/1.1 has their values in the first line.
 */
const isPlain = ({ name }: { name: string }): boolean => !name.startsWith(':');

/** The types of resources that a page shows. One that never finishes loading is missing on the page, too. */
const shown: ReadonlySet<string> = new Set(['document', 'stylesheet', 'image', 'font', 'script']);
const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Records every request of a browser with its decoded response, as soon as the request ends. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly failed: Failed[] = [];
  /** URLs of what the page shows and has not finished loading. */
  readonly unfinished: string[] = [];
  /** URLs that were loaded without an error, and those that redirected to them. */
  readonly loaded = new Set<string>();
  readonly sockets: { url: string; sent: number; received: number }[] = [];
  readonly #options: RecorderOptions;
  readonly #reading = new Set<Promise<void>>();
  readonly #open = new Set<Request>();
  readonly #media = new Set<string>();
  #requests = 0;
  #size = 0;
  #changed = Date.now();

  constructor(context: BrowserContext, options: RecorderOptions) {
    this.#options = options;
    context.on('request', (request) => {
      if (!request.url().startsWith('http')) return;
      this.#changed = Date.now();
      this.#open.add(request);
      if (++this.#requests === options.limits.requests + 1) options.markIncomplete('requests');
    });
    context.on('requestfinished', (request) => this.#recordOnce(request, () => this.#record(request)));
    context.on('requestfailed', (request) => this.#recordOnce(request, () => this.#fail(request)));
    context.on('page', (page) =>
      page.on('websocket', (socket) => {
        const counts = { url: socket.url(), sent: 0, received: 0 };
        this.sockets.push(counts);
        socket.on('framesent', () => counts.sent++);
        socket.on('framereceived', () => counts.received++);
      }),
    );
  }

  get requests(): number {
    return this.#requests;
  }

  /**
   * Waits until there was no network activity for `forMs`; while a request is unanswered, for at least a second. Waits
   * for at most `most` ms.
   */
  async quiet(forMs: number, most: number): Promise<void> {
    const until = Date.now() + most;
    while (Date.now() < until && Date.now() - this.#changed < (this.#open.size ? Math.max(forMs, 1000) : forMs))
      await new Promise((done) => setTimeout(done, 25));
  }

  /** Waits until all requests that have ended are recorded. */
  async settled(): Promise<void> {
    while (this.#reading.size) await Promise.all(this.#reading);
  }

  /** Records requests that are still running: fetches videos, and notes others as failed. */
  async end(): Promise<void> {
    for (const request of this.#open)
      if (request.resourceType() === 'media') this.#recordOnce(request, () => this.#refetchMedia(request));
    await this.settled();
    for (const request of this.#open) {
      this.failed.push({ url: request.url(), method: request.method(), reason: 'unfinished' });
      if (!shown.has(request.resourceType())) continue;
      this.unfinished.push(withoutHash(request.url()));
      this.#options.markIncomplete('unfinished');
    }
    this.#open.clear();
  }

  #recordOnce(request: Request, record: () => Promise<void>): void {
    this.#changed = Date.now();
    if (!this.#open.delete(request)) return;
    const work = record()
      .catch((error: unknown) => {
        const isLarge = error instanceof AppError && error.code === 'fetch_too_large';
        this.failed.push({ url: request.url(), method: request.method(), reason: isLarge ? 'too large' : 'unread' });
        this.#options.markIncomplete('bodies');
      })
      .finally(() => this.#reading.delete(work));
    this.#reading.add(work);
  }

  async #fail(request: Request): Promise<void> {
    if (request.resourceType() === 'media') return this.#refetchMedia(request);
    this.failed.push({
      url: request.url(),
      method: request.method(),
      reason: request.failure()?.errorText ?? 'failed',
    });
  }

  #markLoaded(request: Request): void {
    for (const url of hopsOf(request)) this.loaded.add(url);
  }

  /**
   * A browser requests a video in parts, and cancels a part when it has enough of it. A viewer cannot build the video from
   * such parts. So the whole video is fetched, once.
   */
  async #refetchMedia(request: Request): Promise<void> {
    const url = withoutHash(request.url());
    if (this.#media.has(url)) return;
    this.#media.add(url);
    await this.#refetch(request, ['referer', 'user-agent', 'accept', 'accept-language', 'cookie']);
  }

  async #refetch(
    request: Request,
    resend = ['range', 'referer', 'user-agent', 'accept', 'accept-language', 'cookie'],
  ): Promise<void> {
    const headers = await request.allHeaders();
    const resent = Object.fromEntries(resend.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
    const got = await this.#options.refetch(request.url(), { ...resent, 'accept-encoding': 'identity' });
    this.exchanges.push(...got);
    if (isSuccess(got.at(-1)?.response.status ?? 0)) this.#markLoaded(request);
  }

  async #record(request: Request): Promise<void> {
    const response = await request.response();
    if (!response) return;
    const { limits, markIncomplete } = this.#options;
    const headers = (await response.headersArray()).filter(isPlain);
    const announced = Number(headers.find(({ name }) => name.toLowerCase() === 'content-length')?.value ?? 0);
    let body: Uint8Array = new Uint8Array();
    if (!request.redirectedTo() && response.status() !== 304 && request.method() !== 'HEAD') {
      if (announced > limits.bodyBytes) {
        markIncomplete('bodies');
        this.failed.push({ url: request.url(), method: request.method(), reason: 'too large' });
        return;
      }
      if (request.resourceType() === 'media') return this.#refetchMedia(request);
      if (response.status() === 206) return this.#refetch(request);
      const read = await response.body().catch(() => null);
      // The browser has cancelled the request, for example because it cannot draw the image. So the body is fetched
      // again.
      if (request.method() === 'GET' && response.status() === 200 && !read?.length) return this.#refetch(request);
      if (!read) markIncomplete('bodies');
      body = read ?? body;
      this.#size += body.length;
      if (body.length > limits.bodyBytes || this.#size > limits.bytes * 2) {
        markIncomplete(this.#size > limits.bytes * 2 ? 'size' : 'bodies');
        this.failed.push({ url: request.url(), method: request.method(), reason: 'too large' });
        return;
      }
    }
    if (isSuccess(response.status())) this.#markLoaded(request);
    const url = new URL(withoutHash(request.url()));
    const asked = (await request.headersArray()).filter(isPlain);
    const unpacked =
      codingsOf(headers.filter(({ name }) => name.toLowerCase() === 'content-encoding').map(({ value }) => value))
        .length > 0;
    this.exchanges.push({
      url: url.href,
      at: new Date(request.timing().startTime || Date.now()).toISOString(),
      address: this.#options.addressOf(url.href),
      request: {
        method: request.method(),
        target: url.pathname + url.search,
        headers: [
          ...(asked.some(({ name }) => name.toLowerCase() === 'host') ? [] : [['host', url.host] as [string, string]]),
          ...asked.map(({ name, value }): [string, string] => [name, value]),
        ],
        body: request.postDataBuffer() ?? new Uint8Array(),
      },
      response: {
        status: response.status(),
        statusText: response.statusText(),
        headers: headersOfDecoded(
          headers.flatMap(({ name, value }) => value.split('\n').map((one): [string, string] => [name, one])),
          body,
        ),
        body,
      },
      ...(unpacked && { unpacked: true }),
    });
  }
}
