import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, type RequestListener, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

const running: { server: Server; sockets: Set<Socket> }[] = [];

async function listening(server: Server, host: string, port: number): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  running.push({ server, sockets });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
}

type Upgrade = (request: IncomingMessage, socket: Duplex) => void;

/** A web server on loopback; returns its port. `upgrade`: what it does with WebSockets, which it refuses otherwise. */
export const webServer = (
  handler: RequestListener,
  host = '127.0.0.1',
  port = 0,
  upgrade?: Upgrade,
): Promise<number> => {
  const server = createServer(handler);
  return listening(upgrade ? server.on('upgrade', upgrade) : server, host, port);
};

export const tlsServer = (pair: { key: string; cert: string }, handler: RequestListener): Promise<number> =>
  listening(createTlsServer(pair, handler), '127.0.0.1', 0);

/**
 * A server that sends `answer` after the first data on each connection. With `hangUp`, it then closes the connection.
 */
export const rawServer = (answer: string | Buffer, { hangUp = true } = {}): Promise<number> =>
  listening(
    createTcpServer((socket) => {
      socket.once('data', () => {
        socket.write(answer);
        if (hangUp) socket.end();
      });
    }),
    '127.0.0.1',
    0,
  );

export async function closeServers(): Promise<void> {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

/** A key and a self-signed certificate for `name`, created by OpenSSL. Undefined if OpenSSL is not installed. */
export function selfSigned(name: string): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-cert-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        '-addext',
        `subjectAltName=DNS:${name}`,
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
