import type { Frame, Page } from 'playwright-core';
import { openBrowser } from '../../platform/browser/open-browser.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { differenceReader } from '../../record/photos/picture-readers.ts';
import type { PackedPage } from '../package/pack.ts';
import type { Exchange } from '../package/warc/exchange.ts';
import { serveViewer } from '../viewer/serve-viewer.ts';
import { dismissConsent } from './consent.ts';
import { hopsOf, withoutHash } from './hops.ts';
import type { CaptureLimits } from './limits.ts';
import { takeScreen, waitForLayout } from './look.ts';
import type { Failed } from './recorder.ts';
import { framesOf, readSeen, type Seen } from './seen.ts';
import { scroll, scrollToTop, viewport } from './visit.ts';
import { withinUntil, type Within } from './within.ts';

/**
 * Why a part of a page is missing in its package's replay: it was not captured, it never finished loading, it is larger
 * than the limit, it could not be stored, the server answered with an error, or the package has it and the viewer does
 * not show it.
 */
export type MissingReason = 'not_captured' | 'unfinished' | 'too_large' | 'not_stored' | 'error' | 'not_shown';
/**
 * A part of a page that is missing. `style`: a style sheet, or an image that a style sheet shows. `media`: a video or
 * audio. `other`: something else that the page shows, and that never finished loading. `request`: a request that the
 * package could not answer, and that may have brought missing words.
 */
export type MissingPart = {
  kind: 'picture' | 'style' | 'media' | 'other' | 'request';
  url: string;
  why: MissingReason;
};

/** The result of a replay in the viewer. `preserved`: the viewer showed the same as the page. */
export type Replay = {
  preserved: boolean;
  missing: Missing;
  /** The hosts or URLs that the page tried to reach. No request was sent. */
  outside: string[];
  /** How many words the page showed. */
  words: number;
  /** The share of the first screen's area that differs; null if a screenshot is missing. It is not part of the verdict. */
  difference: number | null;
};
/** What is missing in a replay: words, at most a hundred; and other parts. */
export type Missing = { words: string[]; parts: MissingPart[] };

/** What a capturing browser held at the end, for comparison with the replay. */
export type Held = {
  seen: Seen;
  /** The page that the viewer opens. */
  page: PackedPage;
  exchanges: readonly Exchange[];
  failed: readonly Failed[];
  /** URLs of what the page shows and has not finished loading. */
  unfinished: readonly string[];
  /** URLs that were loaded without an error. */
  loaded: ReadonlySet<string>;
  /** The first screen, as JPEG. */
  screen: Uint8Array | null;
};

/** The maximum share of words that may be missing; a page can have a clock or a count. */
const otherWords = 0.02;
/**
 * Milliseconds for a replay, and for its first step. They are generous: the browser gives way to all other programs,
 * and on a busy machine a replay that ran out of time would look like a capture that lacks something.
 */
const [most, longestStart] = [90_000, 45_000];
/** How long to wait, in ms, for missing words and images to appear. */
const longestWait = 5000;
const mostListed = 100;

/** The address of a page in the viewer: its own URL is at the end. */
const inViewer = /^http:\/\/localhost\/replay\/w\/[^/]+\/(?::[^/]+\/)?(?:\d*(?:[a-z]{2}_)?\/)?(https?:.*)$/s;
/** The URL of the preserved page or file that the viewer shows at an address. */
const urlOf = (address: string): string => inViewer.exec(address)?.[1] ?? address;

/**
 * Opens a package in replayweb.page, in a browser without a network, and compares what it shows with what the page
 * showed. The scripts of the page run.
 */
export async function replay(
  bytes: Uint8Array,
  held: Held,
  { browser, limits, signal }: { browser: string | undefined; limits: CaptureLimits; signal: AbortSignal | undefined },
): Promise<Replay> {
  const viewer = await serveViewer(bytes, { url: held.page.url, ts: held.page.at });
  const opened = await openBrowser(browser, { proxy: viewer.proxy, viewport, workers: true }).catch(
    async (error: unknown) => {
      await viewer.close();
      throw error;
    },
  );
  const stop = AbortSignal.any([AbortSignal.timeout(most), ...(signal ? [signal] : [])]);
  const within = withinUntil(stop);
  try {
    const { context } = opened;
    const loaded = new Set<string>();
    const unanswered = new Set<string>();
    const stored = new Set(held.exchanges.map(({ url, request }) => `${request.method} ${url}`));
    let changed = Date.now();
    context.on('request', () => (changed = Date.now()));
    context.on('requestfinished', (request) => {
      changed = Date.now();
      void request
        .response()
        .then((response) => {
          const url = urlOf(withoutHash(request.url()));
          const status = response?.status() ?? 0;
          if (status >= 200 && status < 300) hopsOf(request).forEach((hop) => loaded.add(urlOf(hop)));
          const isStored = stored.has(`${request.method()} ${url}`);
          if (status >= 400 && inViewer.test(request.url()) && !isStored) unanswered.add(url);
        })
        .catch(() => {});
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
    const quiet = async (forMs: number, time: number): Promise<void> => {
      const until = Date.now() + time;
      while (!stop.aborted && Date.now() < until && Date.now() - changed < forMs)
        await new Promise((done) => setTimeout(done, 25));
    };
    await within(page.goto(viewer.address, { waitUntil: 'load', timeout: longestStart }), longestStart);
    const frame = await preservedFrame(page, within);
    if (frame) {
      await within(frame.waitForLoadState('load', { timeout: longestStart }), longestStart);
      await quiet(400, 5000);
      await dismissConsent(frame, within);
      await scroll(frame, { within, recorder: { quiet }, limits, markIncomplete() {} });
      // Lazy images load only when they are scrolled into view, and frames are not scrolled. So all images are loaded
      // at once.
      for (const one of framesOf(frame))
        await within(
          one.evaluate(() => document.querySelectorAll('img').forEach((image) => (image.loading = 'eager'))),
          5000,
        );
      await quiet(200, 2000);
    }
    const look = async () => lacking(held, frame && (await readSeen(frame, within)), loaded);
    let missing = await look();
    // On a busy machine, requests can be further apart than the waits above.
    for (const until = Date.now() + longestWait; frame && count(missing) > 0 && Date.now() < until;) {
      if (stop.aborted) break;
      await new Promise((done) => setTimeout(done, 250));
      missing = await look();
    }
    let difference = await differenceOf(held.screen, page, within, signal);
    if (difference && frame) {
      // On a busy machine, the banner may only now be there, and the page may not be at its top yet.
      await dismissConsent(frame, within);
      await scrollToTop(frame, within);
      await waitForLayout(frame, within);
      difference = Math.min(difference, (await differenceOf(held.screen, page, within, signal)) ?? difference);
    }
    const lacksWords = missing.words.length > held.seen.words.length * otherWords;
    const reason = reasons(held);
    const parts = (kind: MissingPart['kind'], urls: readonly string[]): MissingPart[] =>
      urls.slice(0, mostListed).map((url) => ({ kind, url, why: reason(url) }));
    const judged = [
      ...parts('picture', missing.pictures),
      ...parts('style', missing.styles),
      ...parts('media', missing.media),
    ];
    return {
      preserved: frame !== null && !lacksWords && judged.length === 0,
      missing: {
        words: missing.words.slice(0, mostListed),
        parts: [
          ...judged,
          ...parts('other', held.unfinished),
          ...(lacksWords ? parts('request', [...unanswered]) : []),
        ],
      },
      outside: viewer.refused.slice(0, mostListed),
      words: held.seen.words.length,
      difference,
    };
  } finally {
    await opened.close();
    await viewer.close();
  }
}

/** The share of the first screen's area that differs from `held`; null if a screenshot is missing. */
async function differenceOf(
  held: Uint8Array | null,
  page: Page,
  within: Within,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const screen = held && (await takeScreen(page, within));
  signal?.throwIfAborted();
  return held && screen ? runReader(differenceReader, [held, screen], { signal }) : null;
}

/** The frame in which the viewer shows the preserved page. Null if there is none in time. */
async function preservedFrame(page: Page, within: Within): Promise<Frame | null> {
  for (const until = Date.now() + longestStart; Date.now() < until;) {
    const found = page.frames().find((one) => inViewer.test(one.url()));
    if (found) return found;
    if (
      (await within(
        page.waitForTimeout(50).then(() => true),
        1000,
      )) === null
    )
      return null;
  }
  return null;
}

type Lacking = Record<'words' | 'pictures' | 'styles' | 'media', string[]>;
const count = (missing: Lacking): number => Object.values(missing).reduce((sum, { length }) => sum + length, 0);

/** What the page showed and the replay does not. */
function lacking({ seen, loaded }: Held, again: Seen | null, replayed: ReadonlySet<string>): Lacking {
  // A browser may choose another size of an image in the replay. So one of its sizes is enough.
  const shown = new Set((again?.pictures ?? []).flat().map(urlOf));
  const pictures = seen.pictures.filter((one) => !one.some((url) => shown.has(url))).map(([url]) => url!);
  const isLoaded = (url: string): boolean => replayed.has(url) || shown.has(url);
  const played = new Set((again?.media ?? []).map(urlOf));
  return {
    words: lackingWords(seen.words, again?.words ?? []),
    pictures: [...new Set(pictures)],
    styles: [...new Set(seen.parts)].filter((url) => loaded.has(url) && !isLoaded(url)),
    media: [...new Set(seen.media)].filter((url) => !played.has(url)),
  };
}

/** A function that says why a part of the page is missing. */
function reasons({ exchanges, failed, unfinished }: Held): (url: string) => MissingReason {
  const status = new Map(exchanges.map(({ url, response }) => [url, response.status]));
  const failures = new Map(failed.map(({ url, reason }) => [withoutHash(url), reason]));
  return (url) => {
    if (unfinished.includes(url)) return 'unfinished';
    const known = status.get(url);
    if (known !== undefined) return known >= 400 ? 'error' : 'not_shown';
    const failure = failures.get(url);
    if (failure === undefined) return 'not_captured';
    return failure === 'too large' ? 'too_large' : 'not_stored';
  };
}

/**
 * The words of the first list that are missing in the second. If the first list has a word more often than the second,
 * it is returned once for each time that it is missing.
 */
function lackingWords(first: readonly string[], second: readonly string[]): string[] {
  const there = new Map<string, number>();
  for (const one of second) there.set(one, (there.get(one) ?? 0) + 1);
  return first.filter((one) => {
    const left = there.get(one) ?? 0;
    if (left) there.set(one, left - 1);
    return !left;
  });
}
