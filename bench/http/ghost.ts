import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onCore } from './wrk.ts';

/** A running Ghost. `paths`: its front page, and the articles on it; `article`: the first of these. */
export type Ghost = { port: number; paths: string[]; article: string; cpu(): number; stop(): Promise<void> };

const timeout = 180_000;

/** The folder with Ghost's package.json. Null if the environment does not name one. */
export const ghostFolder = (): string | null => process.env.GHOST || null;

/**
 * Starts Ghost in production mode, with SQLite and only the content with which it is installed. GHOST_NODE is the path
 * of the Node that runs it, if Ghost needs another version than this one.
 */
export async function startGhost(folder: string): Promise<Ghost> {
  if (!existsSync(join(folder, 'index.js'))) throw new Error(`GHOST=${folder} has no index.js of Ghost.`);
  const content = mkdtempSync(join(tmpdir(), 'kronika-ghost-'));
  const port = await freePort();
  const [program, args] = onCore(0, [process.env.GHOST_NODE ?? process.execPath, 'index.js']);
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      url: `http://127.0.0.1:${port}`,
      server__host: '127.0.0.1',
      server__port: String(port),
      database__client: 'sqlite3',
      database__connection__filename: join(content, 'ghost.db'),
      database__useNullAsDefault: 'true',
      paths__contentPath: join(folder, 'content'),
      privacy__useUpdateCheck: 'false',
      privacy__useGravatar: 'false',
      logging__transports: '["stdout"]',
      logging__level: 'error',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-1_000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(content, { recursive: true, force: true });
  };
  const until = performance.now() + timeout;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Ghost ended with ${child.exitCode}:\n${output}`);
    if (performance.now() > until) {
      await stop();
      throw new Error(`Ghost did not answer within ${timeout / 1000} s:\n${output}`);
    }
    const paths = await postsOf(port).catch(() => []);
    if (paths.length) return { port, paths, article: paths[1]!, cpu: () => cpuOf(child.pid!), stop };
    await pause(50);
  }
}

/** The paths of the front page and of the posts on it. Empty while Ghost is still starting. */
async function postsOf(port: number): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(20_000) });
  const html = await response.text();
  const posts = [...html.matchAll(/<a[^>]* href="(\/[a-z0-9-]+\/)"/g)].map((found) => found[1]!);
  const articles = [...new Set(posts)].filter((path) => !/^\/(about|author|tag|rss|portal)\//.test(path));
  return response.ok && articles.length ? ['/', ...articles] : [];
}

/** The processor time that the process has used, in milliseconds. Zero where /proc does not exist. */
function cpuOf(pid: number): number {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Finds a free port, because Ghost cannot choose one itself. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
