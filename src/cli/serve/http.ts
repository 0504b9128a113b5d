import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { AppError } from '../../platform/errors.ts';

export type Listening = {
  port: number;
  /** Takes no more connections, lets running requests finish, and cuts those that take longer than `graceMs`. */
  close(graceMs?: number): Promise<void>;
};

/** @throws AppError `port_taken`, or `config_invalid` where HOST or PORT is none of this machine's to use */
export async function listen(web: Pick<Hono, 'fetch'>, options: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({ fetch: web.fetch }) as Server;
  // Long enough for a slow upload of a large page; a request's head comes at once or not at all.
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
        // A connection that was busy at the first look is kept alive by its client when it is done.
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
