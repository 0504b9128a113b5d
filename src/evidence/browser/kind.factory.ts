import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { webServer } from '../fetch/fetch-servers.factory.ts';
import { captureInBrowser } from './capture-browser.ts';
import type { Shortfall } from './limits.ts';
import type { MissingPart } from './replay.ts';

export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
};
export type Asked = { path: string; query: URLSearchParams; request: IncomingMessage; response: ServerResponse };

/**
 * A kind of page, with what a capture of it must say.
 * - `answer`: what its server answers; null if it never finishes
 * - `words`: some of the words that readers see
 * - `incomplete`, `missing`: what the capture lacks; nothing if they are left out
 */
export type PageKind = {
  name: string;
  start?: string;
  answer: (asked: Asked) => Answer | null | Promise<Answer | null>;
  upgrade?: boolean;
  words: string;
  incomplete?: Shortfall[];
  missing?: { words?: string[]; parts?: [kind: MissingPart['kind'], path: string, why: MissingPart['why']][] };
  clicks?: string[];
  /** Whether ordinary test runs include it. */
  usual?: boolean;
};

/**
 * Captures a page of this kind.
 * @returns the verdict with what was contacted, and what both must be
 */
export async function verdictOn(kind: PageKind): Promise<{ got: object; expected: object }> {
  const { address, asked } = await serveKind(kind);
  const { origin, host } = new URL(address);
  let before = 0;
  const capture = await captureInBrowser(address, {
    allowPrivate: ['127.0.0.1'],
    progress(phase) {
      if (phase === 'replaying') before = asked.length;
    },
  });
  const { replay, clicks, connections } = capture.about;
  return {
    got: {
      hasWords: Buffer.from(capture.html).toString().includes(kind.words),
      incomplete: capture.incomplete,
      words: replay?.missing.words,
      parts: replay?.missing.parts.map(({ kind: what, url, why }) => [what, url.replace(origin, ''), why]),
      clicks: clicks.map(({ words }) => words),
      // The proxy's log has every connection that the browser tried to open.
      contacted: [...new Set(connections.map((one) => `${one.host}:${one.port}`))],
      askedByReplay: asked.length - before,
      triedByReplay: replay?.outside,
    },
    expected: {
      hasWords: true,
      incomplete: kind.incomplete ?? [],
      words: kind.missing?.words ?? [],
      parts: kind.missing?.parts ?? [],
      clicks: kind.clicks ?? [],
      contacted: [host],
      askedByReplay: 0,
      triedByReplay: [],
    },
  };
}

/** Starts the server of a page. `asked`: every request that it got. */
export async function serveKind({
  answer,
  start = '/',
  upgrade,
}: PageKind): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const port = await webServer(
    async (request, response) => {
      const url = new URL(request.url!, 'http://x');
      asked.push(`${request.method} ${url.pathname}`);
      if (url.pathname === '/robots.txt') return void response.writeHead(404).end();
      const given = await answer({ path: url.pathname, query: url.searchParams, request, response });
      if (given) response.writeHead(given.status ?? 200, given.headers).end(given.body);
    },
    '127.0.0.1',
    0,
    upgrade ? sendLive : undefined,
  );
  return { address: `http://127.0.0.1:${port}${start}`, asked };
}

/** Accepts a WebSocket, and sends one message. */
const sendLive: Parameters<typeof webServer>[3] = (request, socket) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const words = Buffer.from('Live words.');
  socket.write(Buffer.concat([Buffer.from([0x81, words.length]), words]));
};
