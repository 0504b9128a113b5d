/** The Content-Security-Policy of the viewer and of replayed pages. They can load only from the replay's origin. */
export const replayPolicy = [
  "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
  "connect-src 'self' data: blob:",
  "frame-src 'self' data: blob:",
  "form-action 'self'",
  "base-uri 'self'",
].join('; ');

/**
 * The additional policy of preserved pages: no scripts. A script could contact other hosts by WebRTC, or read other
 * preserved pages that are open. No other directive prevents that.
 */
const preservedPolicy = "script-src 'none'; object-src 'none'; worker-src 'none'";
/** The path under which the viewer's service worker serves preserved pages. */
const preservedPages = '/replay/w/';

export const viewerPaths = {
  viewer: '/replay/ui.js',
  viewerWorker: '/replay/viewer-worker.js',
  worker: '/replay/sw.js',
  probe: '/replay/probe.js',
  page: '/page.js',
  frame: '/frame.js',
  style: '/page.css',
} as const;

/** The Content-Security-Policy of the page around the frame. It can show the frame, and run only our own script. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The service worker that the viewer registers. It runs the unchanged worker of replayweb.page, and adds our policy to
 * its responses. The policy of replayweb.page itself allows replayed pages to connect (`ws:`) to any host.
 */
export const workerScript = `const policy = ${JSON.stringify(replayPolicy)};
const bounded = async (answer, isPreserved) => {
  const given = await answer;
  if (!given || given.type === 'error' || given.type.startsWith('opaque')) return given;
  const headers = new Headers(given.headers);
  headers.append('Content-Security-Policy', policy);
  if (isPreserved) headers.append('Content-Security-Policy', ${JSON.stringify(preservedPolicy)});
  headers.set('X-DNS-Prefetch-Control', 'off');
  headers.set('Referrer-Policy', 'same-origin');
  const { status, statusText } = given;
  return new Response([101, 204, 205, 304].includes(status) ? null : given.body, { status, statusText, headers });
};
if (self.FetchEvent) {
  const { respondWith } = FetchEvent.prototype;
  FetchEvent.prototype.respondWith = function (answer) {
    // A preserved page opens only in the frame. In a tab of its own, it could navigate to another site.
    const isPage = this.request.destination === 'document';
    const isPreserved = new URL(this.request.url).pathname.startsWith('${preservedPages}');
    return respondWith.call(this, isPage ? new Response('Not found', { status: 404 }) : bounded(answer, isPreserved));
  };
}
importScripts('${viewerPaths.viewerWorker}');
`;

/**
 * Runs in the page around the frame. The document in the frame has the same origin, because of the service worker. So
 * it could access the DOM of this page, and navigate this page. But once this page has set `document.domain`, only
 * documents that have set the same domain can access it. The document in the frame cannot do this, because of its
 * sandbox.
 */
export const pageScript = 'document.domain = document.domain;\n';

/**
 * Runs in the frame. It starts the viewer only if the frame cannot access the page around it, and if the browser lets
 * the frame register service workers.
 */
export const frameScript = `const isReachable = () => {
  try {
    return Boolean(parent.document);
  } catch {
    return false;
  }
};
const isRefused = async () => {
  try {
    const probe = await navigator.serviceWorker.register('${viewerPaths.probe}', { scope: '/replay/probe/' });
    await probe.unregister();
    return false;
  } catch {
    return true;
  }
};
addEventListener('DOMContentLoaded', async () => {
  const id = isReachable() ? 'reachable' : (await isRefused()) ? 'refused' : 'viewer';
  document.body.append(document.getElementById(id).content);
});
`;

export const pageStyle = `:root { color-scheme: light dark; font: 1rem/1.4 system-ui, sans-serif }
html { color: CanvasText; background: Canvas }
html, body { block-size: 100%; margin: 0 }
body { display: flex; flex-direction: column }
header { padding: 0.6rem 1rem; border-block-end: 1px solid }
h1, p { margin: 0; max-inline-size: 60rem; overflow-wrap: anywhere }
h1 { font-size: 1rem }
header p { font-size: 0.875rem }
main { flex: 1; min-block-size: 0 }
main > p { padding: 1rem }
iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; background: #fff }
`;
