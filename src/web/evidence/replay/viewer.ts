import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../platform/package-root.ts';

/** What a replayed page and the viewer may reach: the replay's own address, and nothing else. */
export const replayPolicy = [
  "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
  "connect-src 'self' data: blob:",
  "frame-src 'self' data: blob:",
  "form-action 'self'",
  "base-uri 'self'",
].join('; ');

/**
 * The worker as it is registered: replayweb.page's own, unchanged, and around it our policy on all that it answers.
 * Its own policy for replayed pages lets them open connections (ws:) to anywhere.
 */
export const workerScript = `const policy = ${JSON.stringify(replayPolicy)};
const bounded = async (answer) => {
  const given = await answer;
  if (!given || given.type === 'error' || given.type.startsWith('opaque')) return given;
  const headers = new Headers(given.headers);
  headers.append('Content-Security-Policy', policy);
  headers.set('X-DNS-Prefetch-Control', 'off');
  headers.set('Referrer-Policy', 'same-origin');
  const { status, statusText } = given;
  return new Response([101, 204, 205, 304].includes(status) ? null : given.body, { status, statusText, headers });
};
if (self.FetchEvent) {
  const { respondWith } = FetchEvent.prototype;
  FetchEvent.prototype.respondWith = function (answer) {
    return respondWith.call(this, bounded(answer));
  };
}
importScripts('/replay/viewer-worker.js');
`;

const folder = join(packageRoot, 'node_modules/replaywebpage');
const held = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** A built file of replayweb.page, byte for byte. */
export function viewerFile(name: 'ui.js' | 'sw.js'): Promise<Uint8Array<ArrayBuffer>> {
  const known = held.get(name) ?? readFile(join(folder, name)).then((bytes) => new Uint8Array(bytes));
  held.set(name, known);
  return known;
}
