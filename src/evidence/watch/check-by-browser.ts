import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import { findPackage } from '../../record/files/packages.ts';
import type { BrowserCapture } from '../browser/capture-browser.ts';
import type { Shortfall } from '../browser/limits.ts';
import { textAsSent } from '../package/contents.ts';
import { judge, shortestReworded, type Before } from './judge.ts';
import { look, wordsOf, type Look, type Looking } from './check-page.ts';

/** Browsers at once, of all looks; another job has as many for what was asked for. */
const atOnce = 2;
let open = 0;
const waiting: (() => void)[] = [];

/** A capture that ended so may lack words of the page: that they are gone from it can't be said. */
const lacking: readonly Shortfall[] = ['time', 'size', 'crash', 'requests', 'look'];

/**
 * Looks at a page that was kept by a browser. Its words then may be a script's, so that what a fetch brings can't be
 * compared with them: it is compared with what the server sent then. Where that is as it was, and carries the page's
 * words, it stands as it was kept. Else a browser opens it, and what it shows is compared, and kept.
 */
export async function checkByBrowser(app: App, before: Before & { capture: number }, options: Looking): Promise<Look> {
  const sent = await sentThen(app, before.capture);
  const fetched = await look({ ...before, text: sent ?? '' }, options);
  const { verdict, page } = fetched;
  if (!page || verdict.state === 'unreachable') return fetched;
  if (verdict.state === 'seen' && sent !== null && carries(sent, before.text)) return fetched;
  const judged = (capture: BrowserCapture) => {
    const read = wordsOf(capture.html, 'text/html; charset=utf-8', capture.finalUrl);
    const shown = judge(before, {
      status: capture.status,
      finalUrl: capture.finalUrl,
      text: read?.text ?? null,
      certificate: page.certificate,
    });
    // Only what was sent can tell then.
    return {
      read,
      verdict:
        shown.state === 'altered' && capture.incomplete.some((one) => lacking.includes(one))
          ? { ...shown, state: verdict.state === 'altered' ? ('altered' as const) : ('seen' as const) }
          : shown,
    };
  };
  let capture: BrowserCapture;
  try {
    capture = await inTurn(async () => {
      const { captureInBrowser } = await import('../browser/capture-browser.ts');
      const { browser, obeyRobots } = app.config;
      return captureInBrowser(before.url, {
        ...options,
        browser,
        obeyRobots,
        wanted: (one) => judged(one).verdict.state !== 'seen',
      });
    });
  } catch (thrown) {
    // Where no browser is to be had, what was fetched says what it can.
    if (
      !(thrown instanceof AppError) ||
      thrown.code === 'cancelled' ||
      options.signal?.aborted ||
      (sent === null && verdict.state === 'altered')
    )
      throw thrown;
    return fetched;
  }
  const done = judged(capture);
  const { finalUrl, hops, status, headers, exchanges, resources } = capture;
  return {
    verdict: done.verdict,
    page: {
      method: 'browser',
      finalUrl,
      hops,
      status,
      headers,
      contentType: 'text/html; charset=utf-8',
      bytes: capture.html,
      certificate: page.certificate,
      text: '',
      title: null,
      language: null,
      charset: null,
      ...done.read,
      exchanges,
      resources,
    },
  };
}

/** Whether a page's words were in what was sent, but for furniture. */
function carries(sent: string, shown: string): boolean {
  const lines = new Set(sent.split('\n'));
  return shown.split('\n').every((line) => line.length < shortestReworded || lines.has(line));
}

/** What the server sent when the page was kept, in words; null where that isn't known any more. */
async function sentThen(app: App, captureId: number): Promise<string | null> {
  const kept = await findPackage(app.db.read, captureId);
  if (!kept?.size) return null;
  // One that is damaged says nothing.
  return app.blobs
    .get(kept.sha256)
    .then((bytes) => bytes && textAsSent(bytes))
    .catch(() => null);
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (open >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else open++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else open--;
  }
}
