import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { indexTime } from '../package/warc/index-read.ts';
import { answerRange } from './package-range.ts';
import { viewerFile } from './viewer-files.ts';

/** The page of a package that the viewer opens. `ts`: when it was captured; ISO 8601. */
type Opened = { url: string; ts: string };

export type ViewerServer = {
  /** The URL of the proxy, for the browser's proxy setting. */
  proxy: string;
  /** The address of the viewer, through this proxy. */
  address: string;
  /** The URLs of requests to other hosts, or the hosts themselves. None of them was sent. */
  refused: string[];
  close(): Promise<void>;
};

/** Browsers let only secure origins have service workers. They count this one as secure. */
const origin = 'http://localhost';
const mostRefused = 1000;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * Serves one package and the viewer to a browser, as the browser's proxy. So it sees each request that the browser sends
 * anywhere; it answers those for the viewer, and refuses all others.
 */
export async function serveViewer(bytes: Uint8Array, { url, ts }: Opened): Promise<ViewerServer> {
  const refused: string[] = [];
  const refuse = (what: string): void => void (refused.length < mostRefused && refused.push(what));
  const sockets = new Set<Socket>();
  const page = `<!doctype html><meta charset="utf-8"><style>html,body{margin:0;block-size:100%}</style><script src="/replay/ui.js"></script><replay-web-page source="/package.wacz" coll="package" url="${escaped(url)}" ts="${indexTime(ts)}" replaybase="/replay/" embed="replayonly" nocache></replay-web-page>`;
  const answer = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = URL.canParse(asked.url ?? '') ? new URL(asked.url!) : null;
    if (target?.origin !== origin) {
      refuse(asked.url ?? '');
      return void response.writeHead(502).end();
    }
    const send = (type: string, body: string | Uint8Array): void =>
      void response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
    if (target.pathname === '/') return send('text/html', page);
    if (target.pathname === '/replay/ui.js') return send('text/javascript', await viewerFile('ui.js'));
    if (target.pathname === '/replay/sw.js') return send('text/javascript', await viewerFile('sw.js'));
    if (target.pathname === '/package.wacz') return sendPart(bytes, asked, response);
    // The viewer opens this address in its frame. If its service worker does not answer yet, the page waits for it.
    if (target.pathname === '/replay/')
      return send(
        'text/html',
        '<!doctype html><script>navigator.serviceWorker.ready.then(() => location.reload())</script>',
      );
    response.writeHead(404).end();
  };
  const server = createServer((asked, response) => void answer(asked, response).catch(() => response.destroy()));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_error, socket) => void socket.destroy());
  server.on('connect', (asked, socket) => {
    refuse(asked.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  return {
    proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    address: `${origin}/`,
    refused,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function sendPart(bytes: Uint8Array, asked: IncomingMessage, response: ServerResponse): void {
  const { status, headers, part } = answerRange(asked.headers.range, bytes.length);
  const isSent = part && asked.method !== 'HEAD';
  response
    .writeHead(status, { ...headers, 'cache-control': 'no-store' })
    .end(isSent ? bytes.subarray(part.start, part.end + 1) : undefined);
}
