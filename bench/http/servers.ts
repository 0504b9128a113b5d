import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { serve } from '../../src/cli/serve/serve.ts';
import { openTerminal } from '../../src/cli/terminal.ts';
import { statementsSent, type Sent } from '../measure/statements.ts';
import { onCore } from './wrk.ts';

/** What a server process has used since it started: processor time in milliseconds, and SQL statements. */
export type Used = Sent & { cpu: number };
type Page = { headers: Record<string, string>; body: string };
type Kind = 'kronika' | 'hono' | 'socket';

/** A server in a separate process, on the first core. */
export type Served = {
  port: number;
  used(): Promise<Used>;
  /** Waits until the server uses less than a tenth of a processor, for a minute at most. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

const flag = '--bench-server';

/**
 * If `start` has started this process, starts the server and returns true. It is the real server, with its caches and
 * jobs. In addition, its SQL statements are counted.
 */
export function serveIfAsked(): boolean {
  const at = process.argv.indexOf(flag);
  if (at < 0) return false;
  const kind = process.argv[at + 1] as Kind;
  if (kind === 'kronika') statementsSent();
  process.on('message', (asked) => {
    if (asked === 'stop') {
      if (kind === 'kronika') process.kill(process.pid, 'SIGTERM');
      else process.exit(0);
    } else if (asked === 'used') {
      const { user, system } = process.cpuUsage();
      process.send!({ used: { ...statementsSent(), cpu: (user + system) / 1000 } satisfies Used });
    } else if (kind !== 'kronika') void servePage(kind, asked as Page);
  });
  // The parent has ended.
  process.on('disconnect', () => process.exit(0));
  if (kind === 'kronika') void serveKronika();
  return true;
}

async function serveKronika(): Promise<void> {
  const out = (text: string): void => {
    const port = /:(\d+)/.exec(text)?.[1];
    if (port) process.send!({ port: Number(port) });
  };
  await serve({ ...openTerminal(), out });
  process.disconnect();
}

/** Sends the same bytes for every request: a bare Hono app, or a socket that does not even read the request. */
async function servePage(kind: 'hono' | 'socket', { headers, body }: Page): Promise<void> {
  const bytes = Buffer.from(body, 'base64');
  const whole = Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\n${Object.entries({ ...headers, 'content-length': String(bytes.length) })
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    ),
    bytes,
  ]);
  const server =
    kind === 'hono'
      ? createAdaptorServer({ fetch: new Hono().get('*', () => new Response(bytes, { headers })).fetch })
      : createServer((socket) => socket.on('data', () => socket.write(whole)).on('error', () => {}));
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
}

/** Starts the server with this data folder. @param script the script of this process, which calls `serveIfAsked` */
export const startKronika = (script: string, data: string, settings: Record<string, string> = {}): Promise<Served> =>
  start(script, 'kronika', {
    KRONIKA_DATA: data,
    PORT: '0',
    KRONIKA_LOG: 'error',
    KRONIKA_TRUSTED_PROXIES: '127.0.0.1',
    ...settings,
  });

export const startPage = (script: string, kind: 'hono' | 'socket', page: Page): Promise<Served> =>
  start(script, kind, {}, page);

async function start(script: string, kind: Kind, env: Record<string, string>, page?: Page): Promise<Served> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(KRONIKA_|PORT$|HOST$|DATABASE_URL$)/.test(name)),
  );
  const [program, args] = onCore(0, [process.execPath, '--max-semi-space-size=32', script, flag, kind]);
  const child = spawn(program, args, {
    env: { ...inherited, ...env },
    // A log of requests would hide the results.
    stdio: ['ignore', 'inherit', env['KRONIKA_REQUEST_LOG'] ? 'ignore' : 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = next<{ port: number }>(child, 'port');
  if (page) child.send(page);
  const { port } = await started;
  const used = async (): Promise<Used> => {
    const answer = next<{ used: Used }>(child, 'used');
    child.send('used');
    return (await answer).used;
  };
  return {
    port,
    used,
    async idle() {
      for (let second = 0, before = (await used()).cpu; second < 60; second++) {
        await pause(1000);
        const { cpu } = await used();
        if (cpu - before < 100) return;
        before = cpu;
      }
    },
    async stop() {
      if (child.connected) child.send('stop');
      await ended;
    },
  };
}

/** The next message of the child that has this property. @throws if the child ends before */
function next<T>(child: ChildProcess, property: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: object): void => {
      if (!(property in message)) return;
      child.off('message', onMessage);
      child.off('exit', end);
      resolve(message as T);
    };
    const end = (code: number | null): void => reject(new Error(`The server ended with ${code}.`));
    child.on('message', onMessage);
    child.once('exit', end);
  });
}
