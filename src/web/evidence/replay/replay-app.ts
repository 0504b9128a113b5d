import { Hono } from 'hono';
import { ownTrust } from '../../../evidence/package/signature/own-trust.ts';
import { openPackage } from '../../../evidence/package/kept-package.ts';
import { verifyPackage } from '../../../evidence/package/verify-package.ts';
import { AppError } from '../../../platform/errors.ts';
import type { App } from '../../../platform/operation.ts';
import { readZip } from '../../../platform/archive/unzip.ts';
import type { Log } from '../../kit/context.ts';
import { readReplayToken, replayToken } from './links.ts';
import { replayPolicy, viewerFile, workerScript } from './viewer.ts';

const mostRemembered = 1000;
const html = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * The replay: a server of its own, under another name than the desk's. It knows no session, reads and sets no cookie,
 * and gives a package only to whoever has a token for it that is still good, and only where it is intact.
 */
export function createReplay(app: App, log: Pick<Log, 'error'>): Hono {
  const web = new Hono();
  const intact = new Set<string>();

  /** @throws AppError `not_found` where the package was altered, too: what is wrong with it, the desk says */
  async function intactPackage(captureId: number): Promise<Uint8Array> {
    const { kept, bytes } = await openPackage(app, captureId);
    // The store compares what it reads with this hash: what was intact under it, is.
    if (intact.has(kept.sha256)) return bytes;
    if ((await verifyPackage(bytes, await ownTrust(app.config.dataDir))).exit === 1) throw new AppError('not_found');
    if (intact.size >= mostRemembered) intact.clear();
    intact.add(kept.sha256);
    return bytes;
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
    set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()');
  });

  const script = (body: string | Uint8Array<ArrayBuffer>): Response =>
    new Response(body, { headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' } });
  web.get('/replay/ui.js', async () => script(await viewerFile('ui.js')));
  web.get('/replay/viewer-worker.js', async () => script(await viewerFile('sw.js')));
  web.get('/replay/sw.js', () => script(workerScript));
  // Stands there until the worker answers in its stead. The viewer itself looks three times, within a moment, and gives up.
  web.get('/replay/', (c) =>
    c.html(
      '<!doctype html><title>…</title><script>navigator.serviceWorker.ready.then(() => location.reload())</script>',
    ),
  );

  web.get('/show/:token', async (c) => {
    const desk = c.req.query('desk') ?? '';
    const captureId = await readReplayToken(app, c.req.param('token'), { page: desk });
    if (captureId === null) return c.notFound();
    const first = await firstPage(await intactPackage(captureId));
    const token = await replayToken(app, captureId, 'package');
    // Framed by the desk alone; sandboxed, too, where it is opened by itself.
    c.header(
      'Content-Security-Policy',
      `${replayPolicy}; sandbox allow-scripts allow-same-origin allow-forms; frame-ancestors ${desk}`,
    );
    // A collection of its own each time, of which the browser keeps no pages: what is erased here must not stay there.
    return c.html(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${html(first.title || first.url)}</title><style>html, body { height: 100%; margin: 0 }</style><script src="/replay/ui.js"></script></head>
<body><replay-web-page source="/package/${token}/page.wacz" coll="${token.slice(0, 40)}" url="${html(first.url)}" ts="${html(first.ts)}" replaybase="/replay/" embed="replayonly" nocache></replay-web-page></body>
</html>
`);
  });

  web.get('/package/:token/page.wacz', async (c) => {
    const captureId = await readReplayToken(app, c.req.param('token'), 'package');
    if (captureId === null) return c.notFound();
    return partOf(await intactPackage(captureId), c.req.header('range'));
  });

  web.notFound((c) => c.text('Not found', 404));
  web.onError((error, c) => {
    if (error instanceof AppError) return c.text('Not found', 404);
    log.error({ err: error }, 'replay failed');
    return c.text('Failed', 500);
  });
  return web;
}

/** The bytes asked for: viewers read the end of a package first, then what they need. */
function partOf(bytes: Uint8Array, range: string | undefined): Response {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  const headers = { 'Content-Type': 'application/wacz', 'Accept-Ranges': 'bytes' };
  const body = (part: Uint8Array) => part as Uint8Array<ArrayBuffer>;
  if (!from && !to)
    return new Response(body(bytes), { headers: { ...headers, 'Content-Length': String(bytes.length) } });
  const start = from ? Number(from) : Math.max(0, bytes.length - Number(to));
  const end = from && to ? Math.min(Number(to), bytes.length - 1) : bytes.length - 1;
  if (start > end) return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${bytes.length}` } });
  return new Response(body(bytes.subarray(start, end + 1)), {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': String(end + 1 - start),
      'Content-Range': `bytes ${start}-${end}/${bytes.length}`,
    },
  });
}

/** What a package opens with: its first page. */
async function firstPage(bytes: Uint8Array): Promise<{ url: string; ts: string; title: string }> {
  const pages = (await readZip(bytes)).find(({ path }) => path === 'pages/pages.jsonl');
  for (const line of pages ? new TextDecoder().decode(pages.bytes).split('\n') : []) {
    const { url, ts, title } = JSON.parse(line || '{}') as { url?: unknown; ts?: unknown; title?: unknown };
    if (typeof url === 'string' && typeof ts === 'string')
      return { url, ts: ts.replace(/\D/g, '').slice(0, 14), title: typeof title === 'string' ? title : '' };
  }
  throw new AppError('not_found');
}
