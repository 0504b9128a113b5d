import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { AppError } from '../../platform/errors.ts';

export type Listening = {
  port: number;
  /** Stops accepting connections, lets running requests finish, and aborts those that take longer than `graceMs`. */
  close(graceMs?: number): Promise<void>;
};

/** @throws AppError `port_taken`, or `config_invalid` if HOST or PORT cannot be used on this machine */
export async function listen(web: Pick<Hono, 'fetch'>, options: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({ fetch: web.fetch }) as Server;
  // Long enough for a slow upload of a large page. The headers of a request must arrive at once.
  server.requestTimeout = 300_000;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = 10_000) =>
      new Promise((resolve) => {
        // Clients keep a connection alive after its request has ended, so idle ones are closed again and again.
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

function explain(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): unknown {
  if (error.code === 'EADDRINUSE') return new AppError('port_taken', { details: { port } });
  if (error.code === 'EACCES')
    return new AppError('config_invalid', { details: { name: 'PORT', reason: `this user may not listen on ${port}` } });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new AppError('config_invalid', {
      details: { name: 'HOST', reason: `${host} is no address of this machine` },
    });
  return error;
}
