import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import type { Config } from '../../../platform/config/config.ts';
import { AppError } from '../../../platform/errors.ts';
import { textType, toText } from '../../../platform/metrics/text.ts';
import { metricsReader, type Measured } from './all-metrics.ts';

/**
 * Limits of the server, with times in milliseconds. They can be low, because Prometheus sends only one request every
 * few seconds, over one connection.
 */
const limits = { headers: 5_000, request: 10_000, idle: 5_000, stalled: 10_000, headerBytes: 4096, connections: 20 };

/** The running server. `port` is undefined if it listens on a Unix socket. */
export type OpenMetrics = { port: number | undefined; close(): Promise<void> };

/**
 * Serves the metrics of this process at `/metrics`, and nothing else.
 * @throws AppError `config_invalid` if it cannot listen at the address or path in KRONIKA_METRICS
 */
export async function openMetrics(measured: Measured): Promise<OpenMetrics> {
  const place = measured.app.config.metrics!;
  const read = metricsReader(measured);
  let text: Promise<string> | undefined;
  // Requests at the same time share one result.
  const metrics = (): Promise<string> =>
    (text ??= read()
      .then(toText)
      .finally(() => (text = undefined)));
  const answer: RequestListener = async (incoming, outgoing) => {
    incoming.resume();
    const { method, url } = incoming;
    const say = (status: number, body: string, headers: Record<string, string> = {}): void => {
      outgoing.writeHead(status, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-length': Buffer.byteLength(body),
        ...headers,
      });
      outgoing.end(method === 'HEAD' ? undefined : body);
    };
    if (url?.split('?')[0] !== '/metrics') return say(404, 'The metrics are at /metrics.\n');
    if (method !== 'GET' && method !== 'HEAD') return say(405, 'Only GET and HEAD.\n', { allow: 'GET, HEAD' });
    try {
      say(200, await metrics(), { 'content-type': textType });
    } catch (err) {
      measured.log.error({ err }, 'metrics could not be made');
      say(500, 'The log says why.\n');
    }
  };
  const server = createServer(
    {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: limits.headerBytes,
    },
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  server.maxConnections = limits.connections;
  // A connection is closed if nothing is sent or received for this time.
  server.setTimeout(limits.stalled);
  await listenAt(server, place);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : undefined;
  measured.log.info('path' in place ? place : { host: place.host, port }, 'metrics are served');
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listenAt(server: Server, place: NonNullable<Config['metrics']>): Promise<void> {
  const refuse = (reason: string): AppError =>
    new AppError('config_invalid', { details: { name: 'KRONIKA_METRICS', reason } });
  if ('path' in place) await removeDeadSocket(place.path, refuse);
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(refuse(code === 'EADDRINUSE' ? 'another program, or another process of Kronika, listens there' : message)),
    );
    server.listen(place, resolve);
  });
  // The group gets access to the socket, so that a program that runs as another user can collect the metrics.
  if ('path' in place) chmodSync(place.path, 0o660);
}

/**
 * Removes the socket of a process that has ended.
 * @throws the error from `refuse` if a process listens there, or if there is a file that is not a socket
 */
async function removeDeadSocket(path: string, refuse: (reason: string) => AppError): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw refuse(`${path} exists and is no socket`);
  const used = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (used) throw refuse('another program, or another process of Kronika, listens there');
  rmSync(path);
}
