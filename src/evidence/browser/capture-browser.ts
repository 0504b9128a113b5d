import type { Response } from 'playwright-core';
import { version } from '../../../package.json';
import { openBrowser, prepareBrowser } from '../../platform/browser/open-browser.ts';
import type { Config } from '../../platform/config/config.ts';
import { AppError } from '../../platform/errors.ts';
import type { Resolve } from '../fetch/addresses.ts';
import { isFile } from '../extract/extract.ts';
import { fetchPage, type FetchedPage } from '../fetch/fetch-page.ts';
import { packUnsigned } from '../package/pack.ts';
import { lastAnswer, type Exchange, type Resource } from '../package/warc/exchange.ts';
import { dismissConsent, type Click } from './consent.ts';
import { captureLimits, type CaptureLimits, type Shortfall } from './limits.ts';
import { certificates, type Certified } from './certificates.ts';
import { printPdf, readDom, takeScreen, takeScreenshot } from './look.ts';
import { withoutHash } from './hops.ts';
import { replay, type Held, type Replay } from './replay.ts';
import { readSeen } from './seen.ts';
import { openProxy, type Reached } from './proxy.ts';
import { Recorder, type Failed } from './recorder.ts';
import { askRobots, type Robots } from './robots.ts';
import { viewport, visit } from './visit.ts';
import { withinUntil } from './within.ts';

export type CapturePhase = 'fetching' | 'opening_browser' | 'loading' | 'visiting' | 'looking' | 'replaying';

/** Everything that a browser received for a page, and notes on how it was captured (`about`). */
export type BrowserCapture = {
  requestedUrl: string;
  /** The URL, without fragment, at which a server answered with the page. The page can show another address. */
  finalUrl: string;
  /** The fragment of the page's address: begins with `#`, or is empty. */
  fragment: string;
  title: string;
  status: number;
  headers: [string, string][];
  hops: FetchedPage['hops'];
  at: string;
  /** The DOM after scripts ran, as HTML; if it could not be read, the HTML that the server sent. */
  html: Uint8Array;
  exchanges: Exchange[];
  resources: Resource[];
  /** Why the capture is incomplete; empty if nothing is known to be missing. */
  incomplete: Shortfall[];
  about: About;
};

type About = {
  requested: string;
  final: string;
  began: string;
  ended: string;
  who: string | null;
  why: string | null;
  robots: Robots;
  incomplete: Shortfall[];
  clicks: Click[];
  dialogs: number;
  downloads: string[];
  popups: string[];
  failed: Failed[];
  webSockets: Recorder['sockets'];
  connections: Reached[];
  bytes: number;
  certificates: Certified[];
  clock: {
    /** The server's `Date` header; null if it sent none. */
    server: string | null;
    /** Seconds by which the server's clock is ahead of ours. The `Date` header has whole seconds. */
    ahead: number | null;
  };
  software: { kronika: string; browser: string; node: string };
  userAgent: string;
  limits: CaptureLimits;
  /** The result of replaying the capture. Null if the capture was already incomplete, so that it was not replayed. */
  replay: Replay | null;
};

type Options = Pick<Config, 'allowPrivate'> & {
  /** The configured browser, if any. */
  browser?: string;
  who?: string | null;
  why?: string | null;
  signal?: AbortSignal;
  limits?: Partial<CaptureLimits>;
  resolve?: Resolve;
  /** Certificate authorities (PEM) that Kronika's own fetches trust instead of Node's. The browser trusts its own. */
  ca?: string;
  /** Whether a page is refused if `robots.txt` disallows it. */
  obeyRobots?: boolean;
  progress?: (phase: CapturePhase, requests?: number) => void;
  /** Called before the replay; if it returns false, the capture is returned without being replayed. */
  shouldReplay?: (capture: BrowserCapture) => Promise<boolean>;
};

/**
 * Opens a page in a new browser and loads everything that its readers may see. Captures every exchange with servers,
 * screenshots before and after banners are closed, a PDF, the DOM, and the page as the server sends it to a
 * plain HTTP client. If a limit is reached, the capture ends, and `incomplete` has the reason.
 * @throws AppError `fetch_*` if there is no response, `page_file` if it is a PDF or another file, `capture_robots`, `no_browser`, `cancelled`
 */
export async function captureInBrowser(address: string, options: Options): Promise<BrowserCapture> {
  const caught = await captureOnce(address, options);
  if (options.shouldReplay && !(await options.shouldReplay(caught.capture))) return caught.capture;
  const first = await replayed(caught, options);
  // If only the replay failed, a second capture is likely to be better.
  if (first.capture.incomplete.join() !== 'replay') return withAbout(first.capture);
  const second = await replayed(await captureOnce(address, options), options);
  return withAbout(second.lacks <= first.lacks ? second.capture : first.capture);
}

type Caught = { capture: BrowserCapture; held: Held | null };
const broken: readonly Shortfall[] = ['time', 'size', 'crash', 'requests'];

/**
 * Replays the capture without the network. Marks it as incomplete if the replay does not show the same as the page.
 * @returns `lacks`: how much of the page is missing in the replay; infinite if the capture was not replayed
 */
async function replayed(
  { capture, held }: Caught,
  { browser, signal, progress, limits }: Options,
): Promise<{ capture: BrowserCapture; lacks: number }> {
  if (!held || capture.incomplete.some((one) => broken.includes(one))) return { capture, lacks: Infinity };
  progress?.('replaying', capture.exchanges.length);
  const bytes = await packUnsigned({
    exchanges: capture.exchanges,
    resources: capture.resources,
    pages: [held.page],
    made: capture.about.ended,
    software: `Kronika ${version}`,
  });
  const done = await replay(bytes, held, { browser, limits: captureLimits(limits), signal });
  const { words, parts } = done.missing;
  const incomplete: Shortfall[] = done.preserved ? capture.incomplete : [...capture.incomplete, 'replay'];
  return {
    capture: { ...capture, incomplete, about: { ...capture.about, incomplete, replay: done } },
    lacks: words.length + parts.length * 10,
  };
}

/** Adds to the capture a JSON file that says how it was made (`about`). */
const withAbout = (capture: BrowserCapture): BrowserCapture => ({
  ...capture,
  resources: [
    ...capture.resources,
    {
      url: `urn:kronika:capture:${capture.finalUrl}`,
      at: capture.about.ended,
      mediaType: 'application/json',
      body: Buffer.from(`${JSON.stringify(capture.about, null, 2)}\n`),
    },
  ],
});

async function captureOnce(address: string, options: Options): Promise<Caught> {
  const limits = captureLimits(options.limits);
  const { allowPrivate, resolve, progress } = options;
  const began = new Date();
  const incomplete = new Set<Shortfall>();
  const markIncomplete = (why: Shortfall): void => void incomplete.add(why);
  const ended = new AbortController();
  const finish = (why: Shortfall): void => {
    markIncomplete(why);
    ended.abort(why);
  };
  // The browser may have to be downloaded first. That is not part of the time for the page.
  await prepareBrowser(options.browser);
  const timer = setTimeout(() => finish('time'), limits.totalMs);
  const stop = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  const fetching = { allowPrivate, resolve, ca: options.ca, signal: options.signal };

  progress?.('fetching');
  const sent: Exchange[] = [];
  let proxy: Awaited<ReturnType<typeof openProxy>> | undefined;
  let opened: Awaited<ReturnType<typeof openBrowser>> | undefined;
  try {
    const raw = await fetchPage(address, {
      ...fetching,
      limits: { decodedBytes: limits.bodyBytes },
      record: (exchange) => sent.push(exchange),
    });
    const robots = await askRobots(raw.finalUrl, fetching);
    if (options.obeyRobots && robots === 'disallowed')
      throw new AppError('capture_robots', { details: { host: new URL(raw.finalUrl).hostname } });

    if (isFile(raw.bytes)) throw new AppError('page_file');

    progress?.('opening_browser');
    proxy = await openProxy({ allowPrivate, resolve, limit: limits.bytes, onLimit: () => finish('size') });
    opened = await openBrowser(options.browser, { proxy: proxy.address, viewport });
    const { context } = opened;
    const refetch = async (url: string, headers: Record<string, string>): Promise<Exchange[]> => {
      const got: Exchange[] = [];
      await fetchPage(url, {
        ...fetching,
        headers,
        limits: { decodedBytes: limits.bodyBytes, totalMs: 20_000 },
        record: (exchange) => got.push(exchange),
      });
      return got;
    };
    const recorder = new Recorder(context, {
      limits,
      addressOf: (url) => proxy!.addressOf(url),
      markIncomplete,
      refetch,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    const session = await context.newCDPSession(page);
    const prevented = { dialogs: 0, downloads: [] as string[], popups: [] as string[] };
    page.on('dialog', (dialog) => {
      // A page can open dialogs without end, so after twenty of them the capture ends.
      if (++prevented.dialogs <= 20) void dialog.dismiss().catch(() => {});
      else finish('time');
    });
    page.on('download', (download) => {
      prevented.downloads.push(download.url());
      markIncomplete('downloads');
      void download.cancel().catch(() => {});
    });
    page.on('crash', () => finish('crash'));
    let answered: Response | undefined;
    page.on('response', (response) => {
      const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
      // After a redirect or an empty answer, the browser stays on the page.
      if (isPage && ![204, 205].includes(response.status()) && !(response.status() >= 300 && response.status() < 400))
        answered = response;
    });
    context.on('page', (other) => {
      if (other === page) return;
      prevented.popups.push(other.url());
      void other.close().catch(() => {});
    });
    const within = withinUntil(stop);
    // The browser stores certificates only for requests that it sends after this command.
    await within(session.send('Network.enable', { maxTotalBufferSize: 1, maxResourceBufferSize: 1 }), 3000);
    // The user agent must not reveal that this is a program: many sites send programs a different page.
    const agent = (
      (await within(
        page.evaluate(() => navigator.userAgent),
        3000,
      )) ?? ''
    ).replace('HeadlessChrome', 'Chrome');
    if (agent) await within(session.send('Network.setUserAgentOverride', { userAgent: agent }), 3000);

    progress?.('loading');
    const ticking = setInterval(() => progress?.('loading', recorder.requests), 1000);
    // Requests have no fragment, but the script of a page can choose its text by it.
    const start = new URL(raw.finalUrl);
    start.hash = new URL(address).hash;
    await within(page.goto(start.href, { waitUntil: 'load', timeout: 30_000 }), 31_000).finally(() =>
      clearInterval(ticking),
    );
    await recorder.quiet(400, 6000);
    const resources: Resource[] = [];
    const addResource = (one: Resource | null): void => {
      if (one) resources.push(one);
      else markIncomplete('look');
    };
    addResource(await takeScreenshot(page, 'before', { within, limits }));
    const clicks = await dismissConsent(page.mainFrame(), within);
    progress?.('visiting', recorder.requests);
    // The visit gets half of the time, because the later checks need time, too.
    if (
      (await within(
        visit(page, { within, recorder, limits, markIncomplete, clicked: (click) => clicks.push(click) }).then(
          () => true,
        ),
        limits.totalMs / 2,
      )) === null
    )
      markIncomplete('time');
    progress?.('looking', recorder.requests);
    addResource(await takeScreenshot(page, 'after', { within, limits }));
    const screen = await takeScreen(page, within);
    const seen = await readSeen(page.mainFrame(), within);
    if (!seen) markIncomplete('look');
    const shown = await readDom(page, { within, limits });
    const title = (await within(page.title(), 2000)) ?? '';
    addResource(await printPdf(page, within));
    await within(recorder.settled(), 15_000);
    await within(recorder.end(), 25_000);
    // The page's own origin comes first. The other origins are sorted by name, because the order of their replies
    // differs from capture to capture.
    const own = new URL(page.url()).origin;
    const others = [...recorder.exchanges, ...recorder.failed].map(({ url }) => new URL(url).origin).sort();
    const origins = new Set([own, ...others].filter((origin) => origin.startsWith('https:')));
    const certified = await certificates(session, origins, { ...fetching, within });
    options.signal?.throwIfAborted();

    const [main] = shown;
    if (!main) markIncomplete('look');
    // A script can change the address that a page shows (`history.replaceState`). No server has answered at that address,
    // so viewers could not open it.
    const finalUrl = main ? withoutHash(answered?.url() ?? page.url()) : raw.finalUrl;
    const fragment = main ? new URL(page.url()).hash : '';
    const html = main ? Buffer.from(main.body) : Buffer.from(raw.bytes);
    const status = answered?.status() ?? raw.status;
    const date = raw.headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
    const ahead =
      date && !Number.isNaN(Date.parse(date)) ? Math.round((Date.parse(date) - raw.fetchedAt.getTime()) / 1000) : null;
    const about: About = {
      requested: address,
      final: finalUrl,
      began: began.toISOString(),
      ended: new Date().toISOString(),
      who: options.who ?? null,
      why: options.why ?? null,
      robots,
      incomplete: [...incomplete],
      clicks,
      ...prevented,
      failed: recorder.failed,
      webSockets: recorder.sockets,
      connections: proxy.reached(),
      bytes: proxy.bytes(),
      certificates: certified,
      clock: { server: date ?? null, ahead },
      software: {
        kronika: version,
        browser: `Chromium ${context.browser()?.version() ?? /Chrome\/([\d.]+)/.exec(agent)?.[1] ?? ''}`.trim(),
        node: process.version,
      },
      userAgent: agent,
      limits,
      replay: null,
    };
    const { at } = lastAnswer([...sent, ...recorder.exchanges], finalUrl)!;
    const capture: BrowserCapture = {
      requestedUrl: raw.hops[0]!.url,
      finalUrl,
      fragment,
      title,
      status,
      headers: raw.headers,
      hops: raw.hops,
      at,
      html,
      exchanges: [...sent, ...recorder.exchanges],
      resources: [...shown, ...resources],
      incomplete: [...incomplete],
      about,
    };
    const { failed, unfinished, loaded } = recorder;
    const opens = { url: `${finalUrl}${fragment}`, at, title, text: '' };
    const held = seen && { seen, page: opens, exchanges: capture.exchanges, failed, unfinished, loaded, screen };
    return { capture, held };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    await Promise.all([opened?.close(), proxy?.close()]);
  }
}
