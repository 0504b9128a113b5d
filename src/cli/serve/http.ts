import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { withPendingViewer } from '../../platform/database/viewer.ts';
import { withQueryLimit } from '../../platform/database/query-limit.ts';
import { AppError } from '../../platform/errors.ts';
import { observeResponse, type Observe } from './observe.ts';
import { connectionLimits, oneAtATime, limitPerAddress, watchProgress, type ConnectionLimits } from './connections.ts';

export type Listening = {
  port: number;
  /**
   * Stops accepting connections and lets running requests finish. Aborts requests that take longer than `graceMs`
   * milliseconds.
   */
  close(graceMs?: number): Promise<void>;
};

type Options = {
  host: string;
  port: number;
  /** Whether many clients share this address, such as the address of a proxy. */
  isShared?: (address: string) => boolean;
  /** Called when a connection is refused because its address has too many connections. */
  refused?: () => void;
  limits?: Partial<ConnectionLimits>;
  /**
   * The time limit for one database query of a request, in milliseconds. The limit for all queries of a request in
   * total is twice as long. Pages can raise both limits.
   */
  queryMs?: number;
  /** Called when a response has ended, or when its client has closed the connection. */
  observe?: Observe | undefined;
  /** Answers a request before `web` does, or returns false. */
  early?: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
};

/**
 * The time limit for a query in a transaction that writes, in milliseconds. It is high because some operations, such as
 * a redaction, read the whole record.
 */
const maxPerWrite = 600_000;

/**
 * Serves `web` over HTTP. The database queries of a request have a time limit. If a client closes its connection during
 * a GET or HEAD request, the request's queries are cancelled. Requests of other methods are completed.
 * @throws AppError `port_taken`, or `config_invalid` if HOST or PORT cannot be used on this machine
 */
export async function listen(web: Pick<Hono, 'fetch'>, options: Options): Promise<Listening> {
  const limits = { ...connectionLimits, ...options.limits };
  const answer = getRequestListener(web.fetch);
  const server = createServer(
    {
      headersTimeout: limits.headers,
      // A whole request has no time limit. `watchProgress` ends requests whose body stops arriving.
      requestTimeout: 0,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: Math.min(1000, limits.headers / 2),
      maxHeaderSize: limits.headerBytes,
    },
    oneAtATime((incoming, outgoing) => {
      if (options.observe) observeResponse(incoming, outgoing, options.observe);
      if (options.early?.(incoming, outgoing)) return;
      // Hono's adapter for Node refuses other malformed hosts, but not invalid punycode.
      const { host } = incoming.headers;
      if (host && !URL.canParse(`http://${host}`)) {
        outgoing.writeHead(400, { connection: 'close' }).end();
        return;
      }
      const reads = incoming.method === 'GET' || incoming.method === 'HEAD';
      const { queryMs } = options;
      const limit = {
        read: queryMs,
        readBudget: queryMs && 2 * queryMs,
        write: maxPerWrite,
        signal: reads ? leaving(outgoing) : undefined,
      };
      void withQueryLimit(limit, () => withPendingViewer(() => answer(incoming, outgoing)));
    }, limits),
  );
  server.maxConnections = limits.most;
  server.maxRequestsPerSocket = limits.requests;
  limitPerAddress(server, limits, options.isShared ?? (() => false), options.refused ?? (() => {}));
  const watch = setInterval(watchProgress(server, limits), limits.progress);
  server.once('close', () => clearInterval(watch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = 10_000) =>
      new Promise((resolve) => {
        // A connection becomes idle when its request ends, so idle connections are closed repeatedly until none is
        // left.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        const late = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

/** Returns a signal that is aborted if the client closes its connection before it has received the whole response. */
function leaving(outgoing: ServerResponse): AbortSignal {
  const left = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort();
  });
  return left.signal;
}

function explain(error: NodeJS.ErrnoException, { host, port }: Options): unknown {
  if (error.code === 'EADDRINUSE') return new AppError('port_taken', { details: { port } });
  if (error.code === 'EACCES')
    return new AppError('config_invalid', { details: { name: 'PORT', reason: `this user may not listen on ${port}` } });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new AppError('config_invalid', {
      details: { name: 'HOST', reason: `${host} is no address of this machine` },
    });
  return error;
}
