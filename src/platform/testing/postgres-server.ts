import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { scratchDir } from './scratch-dir.ts';

const run = promisify(execFile);

/** A PostgreSQL server started for tests. */
export interface PostgresServer {
  url: string;
  /** The folder of its files. */
  data: string;
  /** Stops the server at once, as `pg_ctl stop -m fast`. Its files remain. */
  halt(): Promise<void>;
  /** Starts it again at the same address. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of the newest PostgreSQL programs on this machine: Debian's layout first, then PATH. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

/**
 * Starts a private server on a free loopback port, without fsync. Its files are in a temporary folder.
 * @param more additional settings
 * @param hear receives the server's log
 */
export async function startPostgres(
  programs: string,
  more: Readonly<Record<string, string>> = {},
  hear: (log: string) => void = () => {},
): Promise<PostgresServer> {
  const folder = scratchDir('kronika-pg-');
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const data = join(folder, 'data');
  const as = { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }, ...user };
  try {
    const initdb = [
      '-D',
      data,
      '-U',
      'kronika',
      // With SCRAM, each connection takes 5 ms of processor time on both sides.
      '-A',
      'md5',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ];
    await run(join(programs, 'initdb'), initdb, as);
    const port = await freePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      // It would connect to the database of every test again and again.
      autovacuum: 'off',
      max_connections: '200',
      logging_collector: 'off',
      ...more,
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const launch = async (): Promise<ChildProcess> => {
      const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...options], {
        ...as,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await ready(server);
      server.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()));
      return server;
    };
    let server = await launch();
    const halt = async (): Promise<void> => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      // SIGINT is PostgreSQL's "fast" shutdown.
      if (server.exitCode === null && server.kill('SIGINT')) await ended;
    };
    return {
      data,
      url: `postgres://kronika:${password}@127.0.0.1:${port}/postgres`,
      halt,
      resume: async () => void (server = await launch()),
      stop: async () => {
        await halt();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The user to run PostgreSQL and PgBouncer as, because they refuse to run as root; undefined if we are not root. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!account)
    throw new Error(
      'There is no account "postgres" or "nobody" to run PostgreSQL and PgBouncer as, and they do not run as root.',
    );
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

function ready(server: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const stderr = server.stderr!;
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!/ready to accept connections/.test(said)) return;
      stderr.off('data', hear);
      resolve();
    };
    stderr.on('data', hear);
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
