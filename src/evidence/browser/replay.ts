import type { Page, Route } from 'playwright-core';
import { closedPort, openBrowser } from '../../platform/browser/open-browser.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { differenceReader } from '../../record/photos/picture-readers.ts';
import type { Exchange, Resource } from '../package/warc/exchange.ts';
import { dismissConsent } from './consent.ts';
import type { CaptureLimits } from './limits.ts';
import { takeScreenshot } from './look.ts';
import { scroll, viewport } from './visit.ts';
import { withinUntil, type Within } from './within.ts';

/** The words and the URLs of the images that a reader sees on a page. */
export type Seen = { words: string[]; pictures: string[] };

/** The result of a replay without the network. `preserved`: the replay showed the same as the page. */
export type Replay = {
  preserved: boolean;
  missing: {
    words: string[];
    pictures: string[];
    /** URLs that the replay requested and the capture lacks. */ requests: string[];
  };
  /** The share of the screenshot's area that differs; null if one is missing. */ difference: number | null;
};

/**
 * The maximum share of words that may differ (in a clock or a count, for example), and the maximum share of the
 * screenshot's area that may.
 */
const [otherWords, otherPicture] = [0.02, 0.1];
/**
 * Milliseconds for a replay, and for its first step. They are generous: the browser gives way to all other programs,
 * and on a busy machine a replay that ran out of time would look like a capture that lacks something.
 */
const [most, longestStart] = [60_000, 45_000];
/** How long to wait, in ms, for missing words and images to appear. */
const longestWait = 5000;
const mostListed = 100;

export async function readSeen(page: Page, within: Within): Promise<Seen | null> {
  const seen: Seen = { words: [], pictures: [] };
  for (const frame of page.frames()) {
    const one = await within(
      frame.evaluate(() => ({
        words: (document.body?.innerText ?? '').split(/\s+/).filter(Boolean),
        pictures: [...document.images]
          .filter((image) => image.naturalWidth > 0 && /^https?:/.test(image.currentSrc))
          .map((image) => image.currentSrc),
      })),
      10_000,
    );
    if (!one && frame === page.mainFrame()) return null;
    seen.words.push(...(one?.words ?? []));
    seen.pictures.push(...(one?.pictures ?? []));
  }
  return seen;
}

/**
 * Replays a capture in a browser without network access, and compares what it shows with what the page showed (`seen`).
 */
export async function replay(
  address: string,
  exchanges: readonly Exchange[],
  seen: Seen,
  shot: Resource | null,
  { browser, limits, signal }: { browser: string | undefined; limits: CaptureLimits; signal: AbortSignal | undefined },
): Promise<Replay> {
  // The capture answers the requests. Requests that it cannot answer go to a proxy on a port where nothing listens, so
  // they fail.
  const opened = await openBrowser(browser, { proxy: closedPort, viewport });
  const stop = AbortSignal.any([AbortSignal.timeout(most), ...(signal ? [signal] : [])]);
  const within = withinUntil(stop);
  try {
    const { context } = opened;
    const requests = new Set<string>();
    let changed = Date.now();
    await context.route('**/*', async (route) => {
      changed = Date.now();
      if (!(await answer(route, exchanges))) requests.add(`${route.request().method()} ${route.request().url()}`);
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
    const quiet = async (forMs: number, time: number): Promise<void> => {
      const until = Date.now() + time;
      while (!stop.aborted && Date.now() < until && Date.now() - changed < forMs)
        await new Promise((done) => setTimeout(done, 25));
    };
    await within(page.goto(address, { waitUntil: 'load', timeout: longestStart }), longestStart);
    await quiet(400, 5000);
    await dismissConsent(page, within);
    await scroll(page, { within, recorder: { quiet }, limits, markIncomplete() {} });
    // Lazy images load only when they are scrolled into view, and frames are not scrolled. So all images are loaded
    // at once.
    for (const frame of page.frames())
      await within(
        frame.evaluate(() => document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))),
        5000,
      );
    await quiet(200, 2000);
    let again = await readSeen(page, within);
    let [words, pictures] = missingFrom(again, seen);
    // On a busy machine, requests can be further apart than the waits above.
    for (const until = Date.now() + longestWait; words.length + pictures.length > 0 && Date.now() < until;) {
      if (stop.aborted) break;
      await new Promise((done) => setTimeout(done, 250));
      again = await readSeen(page, within);
      [words, pictures] = missingFrom(again, seen);
    }
    const shown = shot && (await takeScreenshot(page, 'after', { within, limits }));
    signal?.throwIfAborted();
    const difference = shot && shown ? await runReader(differenceReader, [shot.body, shown.body], { signal }) : null;
    const preserved =
      again !== null &&
      words.length <= seen.words.length * otherWords &&
      pictures.length === 0 &&
      (difference ?? 0) <= otherPicture;
    return {
      preserved,
      missing: {
        words: words.slice(0, mostListed),
        pictures: pictures.slice(0, mostListed),
        requests: [...requests].slice(0, mostListed),
      },
      difference,
    };
  } finally {
    await opened.close();
  }
}

const withoutHash = (url: string): string => url.split('#', 1)[0]!;
const left =
  /^(?:content-encoding|content-length|transfer-encoding|connection|keep-alive|alt-svc|strict-transport-security)$/i;

/** Answers a request from the capture, and follows redirects. Returns false if the capture has no response. */
async function answer(route: Route, exchanges: readonly Exchange[]): Promise<boolean> {
  const request = route.request();
  const body = request.postDataBuffer();
  let url = withoutHash(request.url());
  let method = request.method();
  for (let step = 0; step < 10; step++) {
    // Only a response that has no encoding, or that the browser has decoded, can be used. If there are several, a
    // response to a request with the same body is preferred.
    const fitting = exchanges.filter((one) => one.url === url && one.request.method === method);
    const isPacked = (one: Exchange): boolean =>
      !one.unpacked && one.response.headers.some(([name]) => name.toLowerCase() === 'content-encoding');
    const usable = fitting.filter((one) => !isPacked(one));
    const found = usable.find((one) => !body || Buffer.from(one.request.body).equals(body)) ?? usable[0];
    const to =
      found && found.response.status >= 300 && found.response.status < 400
        ? found.response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
        : undefined;
    if (to !== undefined && URL.canParse(to, url)) {
      url = withoutHash(new URL(to, url).href);
      if (found!.response.status !== 307 && found!.response.status !== 308) method = method === 'HEAD' ? 'HEAD' : 'GET';
      continue;
    }
    if (!found) break;
    const headers: Record<string, string> = {};
    for (const [name, value] of found.response.headers)
      if (!left.test(name)) headers[name] = headers[name] === undefined ? value : `${headers[name]}\n${value}`;
    await route
      .fulfill({ status: found.response.status, headers, body: Buffer.from(found.response.body) })
      .catch(() => {});
    return true;
  }
  await route.abort().catch(() => {});
  return false;
}

/** The words and images of `seen` that are missing in `again`. */
const missingFrom = (again: Seen | null, seen: Seen): [words: string[], pictures: string[]] => [
  lacking(seen.words, again?.words ?? []),
  lacking([...new Set(seen.pictures)], again?.pictures ?? []),
];

/**
 * The items of the first list that are missing in the second. If the first list has an item more often than the second,
 * the item is returned once for each time that it is missing.
 */
function lacking(first: readonly string[], second: readonly string[]): string[] {
  const there = new Map<string, number>();
  for (const one of second) there.set(one, (there.get(one) ?? 0) + 1);
  return first.filter((one) => {
    const count = there.get(one) ?? 0;
    if (count) there.set(one, count - 1);
    return !count;
  });
}
