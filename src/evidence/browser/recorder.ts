import type { BrowserContext, Request } from 'playwright-core';
import { codingsOf } from '../fetch/fetch-codings.ts';
import type { Exchange } from '../package/warc/exchange.ts';
import type { CaptureLimits, Shortfall } from './limits.ts';

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

/** Records every request of a browser with its decoded response, as soon as the request ends. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly failed: Failed[] = [];
  readonly sockets: { url: string; sent: number; received: number }[] = [];
  readonly #options: RecorderOptions;
  readonly #reading = new Set<Promise<void>>();
  readonly #open = new Set<Request>();
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

  /** Records requests that are still running as failed. */
  end(): void {
    for (const request of this.#open)
      this.failed.push({ url: request.url(), method: request.method(), reason: 'unfinished' });
    this.#open.clear();
  }

  #recordOnce(request: Request, record: () => Promise<void>): void {
    this.#changed = Date.now();
    if (!this.#open.delete(request)) return;
    const work = record()
      .catch(() => void this.failed.push({ url: request.url(), method: request.method(), reason: 'unread' }))
      .finally(() => this.#reading.delete(work));
    this.#reading.add(work);
  }

  async #fail(request: Request): Promise<void> {
    // A browser requests a video in parts, and cancels a part when it has enough of it. So the part is fetched again.
    if (request.resourceType() === 'media') return this.#refetch(request);
    this.failed.push({
      url: request.url(),
      method: request.method(),
      reason: request.failure()?.errorText ?? 'failed',
    });
  }

  async #refetch(request: Request): Promise<void> {
    const headers = await request.allHeaders();
    const resent = Object.fromEntries(
      ['range', 'referer', 'user-agent', 'accept', 'accept-language', 'cookie'].flatMap((name) =>
        headers[name] ? [[name, headers[name]]] : [],
      ),
    );
    this.exchanges.push(...(await this.#options.refetch(request.url(), { ...resent, 'accept-encoding': 'identity' })));
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
      if (request.resourceType() === 'media' || response.status() === 206) return this.#refetch(request);
      const read = await response.body().catch(() => null);
      // The browser has cancelled the request, for example because it cannot draw the image. So the body is fetched
      // again.
      if (request.method() === 'GET' && response.status() === 200 && !read?.length) return this.#refetch(request);
      if (!read) markIncomplete('bodies');
      body = read ?? body;
      this.#size += body.length;
      if (body.length > limits.bodyBytes || this.#size > limits.bytes * 2) {
        markIncomplete(this.#size > limits.bytes * 2 ? 'size' : 'bodies');
        return;
      }
    }
    const url = new URL(request.url());
    url.hash = '';
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
        headers: headers.flatMap(({ name, value }) => value.split('\n').map((one): [string, string] => [name, one])),
        body,
      },
      ...(unpacked && { unpacked: true }),
    });
  }
}
