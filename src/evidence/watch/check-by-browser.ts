import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import { findPackage } from '../../record/files/packages.ts';
import type { BrowserCapture } from '../browser/capture-browser.ts';
import type { Shortfall } from '../browser/limits.ts';
import { textAsSentIn } from '../package/package-readers.ts';
import { judge, minRewordedLength, type Before } from './judge.ts';
import { checkPage, wordsOf, type CheckResult, type PageCheckOptions } from './check-page.ts';

/**
 * The maximum number of browsers that check pages at the same time. Captures that users request have their own limit.
 */
const atOnce = 2;
let open = 0;
const waiting: (() => void)[] = [];

/** A capture that is incomplete for one of these reasons may lack words that are still on the page. */
const lacking: readonly Shortfall[] = ['time', 'size', 'crash', 'requests', 'look'];

/**
 * Checks a page that was captured by a browser. The captured words may come from scripts. So the server's response is
 * not compared with these words, but with its response at the time of the capture. If the response is the same and
 * contains the captured words, the page is unchanged.
 *
 * Otherwise, a browser opens the page, and the words that it shows are compared. If they have changed, the page is
 * captured.
 */
export async function checkByBrowser(
  app: App,
  before: Before & { capture: number },
  options: PageCheckOptions,
): Promise<CheckResult> {
  const sent = await wordsSent(app, before.capture);
  const fetched = await checkPage({ ...before, text: sent ?? '', sha256: null }, options);
  const { verdict, page } = fetched;
  if (!page || verdict.state === 'unreachable') return fetched;
  if (verdict.state === 'seen' && sent !== null && containsWords(sent, before.text)) return fetched;
  const judged = async (capture: BrowserCapture) => {
    const read = await wordsOf(capture.html, 'text/html; charset=utf-8', capture.finalUrl, options.signal);
    const shown = judge(before, {
      status: capture.status,
      finalUrl: capture.finalUrl,
      text: read?.text ?? null,
      certificate: page.certificate,
    });
    // If the new capture may lack words, only the comparison of the server's responses counts.
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
        shouldReplay: async (one) => (await judged(one)).verdict.state !== 'seen',
      });
    });
  } catch (thrown) {
    // The page has become a file, such as a PDF, which no browser captures.
    if (thrown instanceof AppError && thrown.code === 'page_file')
      return { verdict: judge(before, { ...page, certificate: page.certificate }), page };
    // If the browser fails, the result of comparing the server's responses is used. But if the earlier response is
    // unknown (`sent` is null), `altered` means only that there was nothing to compare with. Then the error is thrown.
    if (
      !(thrown instanceof AppError) ||
      thrown.code === 'cancelled' ||
      options.signal?.aborted ||
      (sent === null && verdict.state === 'altered')
    )
      throw thrown;
    return fetched;
  }
  const done = await judged(capture);
  const { finalUrl, fragment, hops, status, headers, exchanges, resources } = capture;
  return {
    verdict: done.verdict,
    page: {
      method: 'browser',
      finalUrl,
      fragment,
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
      kind: null,
      ...done.read,
      exchanges,
      resources,
    },
  };
}

/** Whether the server's response contained the words that the page showed. Short lines are not compared. */
function containsWords(sent: string, shown: string): boolean {
  const lines = new Set(sent.split('\n'));
  return shown.split('\n').every((line) => line.length < minRewordedLength || lines.has(line));
}

/** The words that the server sent when the page was captured. Null if they are unknown. */
async function wordsSent(app: App, captureId: number): Promise<string | null> {
  const kept = await findPackage(app.db.read, captureId);
  if (!kept?.size) return null;
  // If the package is damaged, the words are unknown.
  return app.blobs
    .get(kept.sha256)
    .then((bytes) => bytes && textAsSentIn(bytes))
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
