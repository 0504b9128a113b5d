import { ReadableStream as NodeStream } from 'node:stream/web';
import { Hono, type Context } from 'hono';
import type { FirstPage } from '../../../evidence/package/contents.ts';
import { firstPageOf, reportPackage } from '../../../evidence/package/stored-package.ts';
import { isUsable, type UsableVerdict } from '../../../evidence/package/check-package.ts';
import { answerRange } from '../../../evidence/viewer/package-range.ts';
import { viewerFile } from '../../../evidence/viewer/viewer-files.ts';
import { AppError } from '../../../platform/errors.ts';
import type { BlobStore } from '../../../platform/storage/blobs.ts';
import type { StoredPackage } from '../../../record/files/packages.ts';
import { loadOrigin } from '../../../record/sources/archive-origin.ts';
import { defaultLocale, interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { lockdownSince } from '../../../platform/lockdown.ts';
import type { App } from '../../../platform/operation.ts';
import type { Log } from '../../kit/context.ts';
import { readReplayToken, replayToken, type Purpose, type TokenContent } from './links.ts';
import { frameSandbox, replayFrame, replayPage } from './replay-page.tsx';
import { frameScript, pagePolicy, pageScript, pageStyle, replayPolicy, viewerPaths, workerScript } from './viewer.ts';

/** The verdict on a package, and the page that the replay shows first. */
type Verified = { verdict: UsableVerdict; first: FirstPage };

const workers: readonly string[] = [viewerPaths.worker, viewerPaths.probe];

/**
 * Creates the server that replays preserved pages. Its host name is not the desk's, and it neither reads nor sets
 * cookies. It sends a package only for a valid token, and only if the package is intact.
 */
export function createReplay(app: App, log: Pick<Log, 'error'>): Hono {
  const web = new Hono();

  /**
   * @param compare whether to compute the hash of the stored bytes again
   * @throws AppError `not_found`, also for an altered package; only the desk shows what is wrong with it
   */
  async function intactPackage(captureId: number, compare: boolean): Promise<StoredPackage & Verified> {
    const { kept, report } = await reportPackage(app, captureId, { compare });
    if (!report || !isUsable(report.verdict)) throw new AppError('not_found');
    const first = await firstPageOf(app, kept);
    if (!first) throw new AppError('not_found');
    return { ...kept, verdict: report.verdict, first };
  }

  web.use(async (c, next) => {
    await next();
    const set = (name: string, value: string): void => {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    };
    set('Content-Security-Policy', replayPolicy);
    set('Cache-Control', 'no-store');
    set('X-Content-Type-Options', 'nosniff');
    set('X-DNS-Prefetch-Control', 'off');
    set('X-Robots-Tag', 'noindex, nofollow');
    set('Referrer-Policy', 'same-origin');
    set('Cross-Origin-Resource-Policy', 'same-origin');
    set('Cross-Origin-Opener-Policy', 'same-origin');
    // `pageScript` sets `document.domain`, so that the frame cannot access the page around it. Without this header,
    // some browsers would ignore `document.domain`.
    set('Origin-Agent-Cluster', '?0');
    set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()');
  });

  const script = (body: string | Uint8Array<ArrayBuffer>): Response =>
    new Response(body, { headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' } });
  // Preserved pages must not register service workers of their own, whose responses would lack our policy.
  web.use(async (c, next) =>
    c.req.header('Service-Worker') && !workers.includes(c.req.path) ? c.notFound() : await next(),
  );
  web.get(viewerPaths.viewer, async () => script(await viewerFile('ui.js')));
  web.get(viewerPaths.viewerWorker, async () => script(await viewerFile('sw.js')));
  web.get(viewerPaths.worker, () => script(workerScript));
  web.get(viewerPaths.probe, () => script(''));
  web.get(viewerPaths.page, () => script(pageScript));
  web.get(viewerPaths.frame, () => script(frameScript));
  web.get(viewerPaths.style, (c) => c.body(pageStyle, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  // The viewer loads this address in its frame, where its service worker should answer. If the worker is not ready yet,
  // this page waits for it and loads again. Without this page, the viewer would give up after three tries.
  web.get('/replay/', (c) =>
    c.html(
      '<!doctype html><title>…</title><script>navigator.serviceWorker.ready.then(() => location.reload())</script>',
    ),
  );

  /** The content of the request's token. Null if the token is invalid. In a lockdown, every token is invalid. */
  const contentOfToken = async (c: Context, purpose: Purpose): Promise<TokenContent | null> =>
    (await lockdownSince(app.db.read)) ? null : readReplayToken(app, c.req.param('token')!, purpose);

  /** The data that both the page and its frame need. Null if the token is invalid. */
  async function opened(c: Context, compare: boolean) {
    const content = await contentOfToken(c, 'page');
    if (!content) return null;
    const { verdict, first } = await intactPackage(content.captureId, compare);
    const asked = interfaceLocales.find((one) => one === c.req.query('lang'));
    return { content, verdict, first, t: messages(asked ?? defaultLocale) };
  }
  web.get('/show/:token', async (c) => {
    const shown = await opened(c, true);
    if (!shown) return c.notFound();
    c.header('Content-Security-Policy', pagePolicy);
    const frame = `/frame/${c.req.param('token')}?lang=${shown.t.locale}`;
    const isFromArchive = (await loadOrigin(app.db.read, shown.content.captureId)) !== null;
    return c.html(`<!doctype html>${replayPage({ ...shown, isFromArchive, frame })}`);
  });
  web.get('/frame/:token', async (c) => {
    const shown = await opened(c, false);
    if (!shown) return c.notFound();
    c.header('Content-Security-Policy', `${replayPolicy}; sandbox ${frameSandbox}; frame-ancestors 'self'`);
    // This token expires at the same time as the token of the page.
    const token = await replayToken(app, shown.content, 'package');
    return c.html(`<!doctype html>${replayFrame({ ...shown, token })}`);
  });

  web.get('/package/:token/page.wacz', async (c) => {
    const content = await contentOfToken(c, 'package');
    if (!content) return c.notFound();
    return partOf(app.blobs, await intactPackage(content.captureId, false), c.req.header('range'));
  });

  web.notFound((c) => c.text('Not found', 404));
  web.onError((error, c) => {
    if (error instanceof AppError && error.code === 'busy') return c.text('Busy. Try again in 5 seconds.', 503);
    if (error instanceof AppError) return c.text('Not found', 404);
    log.error({ err: error }, 'replay failed');
    return c.text('Failed', 500);
  });
  return web;
}

/** The response with the requested range of a package. */
function partOf(blobs: BlobStore, { sha256, size }: StoredPackage, range: string | undefined): Response {
  const { status, headers, part } = answerRange(range, size);
  return new Response(part ? streamed(blobs.stream(sha256, part)) : null, { status, headers });
}

/** A response body with backpressure, so that a large package does not fill the memory. */
const streamed = (pieces: AsyncIterable<Uint8Array>): BodyInit => NodeStream.from(pieces) as unknown as BodyInit;
