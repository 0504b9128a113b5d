import { spawn } from 'node:child_process';
import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { freePort, unprivileged } from './postgres-server.ts';
import { scratchDir } from './scratch-dir.ts';

const find = (): string | undefined =>
  ['/usr/sbin', ...(process.env['PATH'] ?? '').split(delimiter)]
    .map((folder) => join(folder, 'pgbouncer'))
    .find((path) => existsSync(path));

/** Whether tests with PgBouncer are left out, because it is not installed. @throws Error where all tests must run */
export function lacksPgbouncer(): boolean {
  if (find()) return false;
  if (process.env['KRONIKA_TEST_SERVER'] === 'required') throw new Error('PgBouncer was not found (/usr/sbin, PATH).');
  return true;
}

/**
 * Starts PgBouncer in transaction mode on a free loopback port, in front of the server at `url`.
 * @param settings further settings of PgBouncer
 * @returns `url`: the address of the same database through PgBouncer
 */
export async function startPgbouncer(
  url: string,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = scratchDir('kronika-pgbouncer-');
  const user = unprivileged();
  const server = new URL(url);
  const port = await freePort();
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'transaction',
    max_client_conn: 200,
    ...settings,
  };
  const { hostname, username, password } = server;
  const ini = join(folder, 'pgbouncer.ini');
  writeFileSync(
    ini,
    [
      '[databases]',
      `* = host=${hostname} port=${server.port} user=${username} password=${decodeURIComponent(password)}`,
      '[pgbouncer]',
      ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
      '',
    ].join('\n'),
  );
  if (user) for (const path of [folder, ini]) chownSync(path, user.uid, user.gid);
  const pooler = spawn(find()!, [ini], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...user });
  const ended = new Promise((resolve) => pooler.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    pooler.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/process up/.test(said)) resolve();
    });
    pooler.once('error', reject);
    pooler.once('exit', () => reject(new Error(`PgBouncer did not start: ${said}`)));
  });
  const own = new URL(url);
  own.host = `127.0.0.1:${port}`;
  return {
    url: own.href,
    async stop() {
      // SIGINT waits for clients; SIGTERM in PgBouncer 1.24 does, too, and SIGQUIT does not.
      if (pooler.exitCode === null && pooler.kill('SIGQUIT')) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
