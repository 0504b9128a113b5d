import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../platform/errors.ts';
import { bareHost, checkedAddresses, parseAllowPrivate, portOf, type Resolve } from '../fetch/addresses.ts';
import { fixedLookup } from '../fetch/fetch-exchange.ts';

/** A host to which the browser connected or tried to connect. */
export type Reached = {
  times: number;
  host: string;
  port: number;
  /** The IP addresses of the host when it was resolved. */
  addresses: string[];
  /** The address that answered. */
  connected: string | null;
  /** Why there was no connection. */ refused: string | null;
};

export type Proxy = {
  /** The URL of the proxy, for the browser's proxy setting. */
  address: string;
  bytes(): number;
  reached(): Reached[];
  /** The IP address of the last connection to a URL's host; empty if there was none. */
  addressOf(url: string): string;
  close(): Promise<void>;
};

export type ProxyOptions = {
  allowPrivate: readonly string[];
  resolve?: Resolve;
  /** The maximum traffic, both ways. */ limit: number;
  onLimit(): void;
};

const connectMs = 10_000;

/**
 * The browser's only way to the network. For each connection, the proxy resolves the name, checks all its addresses,
 * and connects to one of these. So nothing can lead to a private network: no redirect, no WebSocket, and no name that
 * resolves to another address the second time. The proxy does not see encrypted content.
 */
export async function openProxy({ allowPrivate, resolve, limit, onLimit }: ProxyOptions): Promise<Proxy> {
  const allowed = parseAllowPrivate(allowPrivate);
  const sockets = new Set<Duplex>();
  const log: Reached[] = [];
  let total = 0;
  let isOver = false;

  const hold = (socket: Duplex): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const count = (chunk: Uint8Array): void => {
    total += chunk.length;
    if (total <= limit || isOver) return;
    isOver = true;
    for (const socket of sockets) socket.destroy();
    onLimit();
  };
  /** @throws AppError `fetch_dns`, `fetch_private_address`, `fetch_refused` */
  const reach = async (url: URL): Promise<Socket> => {
    const note: Reached = {
      times: 1,
      host: bareHost(url.hostname),
      port: portOf(url),
      addresses: [],
      connected: null,
      refused: null,
    };
    log.push(note);
    try {
      if (isOver) throw new AppError('fetch_refused', { details: { host: note.host } });
      note.addresses = await checkedAddresses(url, allowed, resolve);
      const socket = connect({
        host: note.host,
        port: note.port,
        lookup: fixedLookup(note.addresses),
        autoSelectFamily: note.addresses.length > 1,
        timeout: connectMs,
      });
      hold(socket);
      await new Promise<void>((done, fail) =>
        socket
          .once('connect', () => done())
          .once('timeout', () => fail(new AppError('fetch_timeout', { details: { host: note.host } })))
          .once('error', (cause) => fail(new AppError('fetch_refused', { details: { host: note.host }, cause }))),
      );
      socket.setTimeout(0);
      note.connected = socket.remoteAddress ?? null;
      socket.on('data', count);
      return socket;
    } catch (error) {
      note.refused =
        error instanceof AppError ? [error.code, error.details['kind']].filter(Boolean).join(' ') : 'fetch_refused';
      throw error;
    }
  };

  const server = createServer((asked, answer) => void forward(asked, answer, reach, count));
  server.on('connection', hold);
  server.on('clientError', (_error, socket) => void socket.destroy());
  server.on('connect', (asked, client, head) => {
    hold(client);
    const refuse = (): void => void client.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    if (!URL.canParse(`https://${asked.url}`)) return refuse();
    reach(new URL(`https://${asked.url}`)).then((socket) => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length) socket.write(head);
      client.on('data', count);
      client.on('close', () => socket.destroy());
      socket.on('close', () => client.destroy());
      client.pipe(socket).pipe(client);
    }, refuse);
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => total,
    reached() {
      const found = new Map<string, Reached>();
      for (const one of log) {
        const key = JSON.stringify({ ...one, times: 1 });
        found.set(key, { ...one, times: (found.get(key)?.times ?? 0) + 1 });
      }
      return [...found.values()];
    },
    addressOf(url) {
      const { hostname } = new URL(url);
      const port = portOf(new URL(url));
      return (
        log.findLast((one) => one.host === bareHost(hostname) && one.port === port && one.connected)?.connected ?? ''
      );
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** Forwards an unencrypted request. (For an encrypted request, the proxy learns only the name of the host.) */
async function forward(
  asked: IncomingMessage,
  answer: ServerResponse,
  reach: (url: URL) => Promise<Socket>,
  count: (chunk: Uint8Array) => void,
): Promise<void> {
  const fail = (): void => void answer.writeHead(502, { connection: 'close' }).end();
  if (!asked.url || !URL.canParse(asked.url) || !asked.url.startsWith('http://')) return fail();
  const url = new URL(asked.url);
  const socket = await reach(url).catch(() => null);
  if (!socket) return fail();
  const headers = Object.fromEntries(
    Object.entries(asked.headers).filter(([name]) => !/^proxy-|^connection$/.test(name)),
  );
  const upstream = httpRequest({
    createConnection: () => socket,
    method: asked.method,
    path: url.pathname + url.search,
    headers: { ...headers, connection: 'close' },
    setHost: false,
  });
  upstream.on('error', () => (answer.headersSent ? answer.destroy() : fail()));
  upstream.on('response', (got) => {
    answer.writeHead(
      got.statusCode!,
      got.statusMessage,
      got.rawHeaders
        .flatMap((value, index, all) =>
          index % 2 || /^(?:connection|transfer-encoding|keep-alive)$/i.test(value) ? [] : [[value, all[index + 1]!]],
        )
        .flat(),
    );
    got.on('error', () => answer.destroy());
    got.pipe(answer);
  });
  asked.on('data', count);
  asked.pipe(upstream);
  answer.on('close', () => socket.destroy());
}
