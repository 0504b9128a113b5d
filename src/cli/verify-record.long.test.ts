import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../platform/database/open-database.ts';
import { emptyServerDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronika, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

type Env = Record<string, string>;
type Site = Awaited<ReturnType<typeof kronikaServing>>;

const megabyte = 1024 * 1024;
/** Rows of about 4 KB that do not compress well. */
const rows = 30_000;

/** The most memory that a running process has had, in bytes. */
const mostMemory = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

/** The number of commands that are connected to the server of this data directory. */
function connections(dataDir: string): number {
  const { path } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { path: string };
  const sockets = readFileSync('/proc/net/unix', 'utf8').split('\n');
  return sockets.filter((line) => line.endsWith(` ${path}`)).length - 1;
}

const read = async (address: string): Promise<number> => {
  const answer = await fetch(`${address}/cases/1`);
  await answer.arrayBuffer();
  return answer.status;
};

/** Verifies the record while pages are read. @returns the rows that were read, and the most memory of the server */
async function verified({ address, process: { pid } }: Site, env: Env): Promise<{ rows: number; memory: number }> {
  const run = kronika(['verify', '--record', '--json'], env, '');
  let isRunning = true;
  const ended = run.ended.finally(() => (isRunning = false));
  const statuses = new Set<number>();
  for (let reads = 0; reads < 5 || isRunning; reads++) statuses.add(await read(address));
  expect([await ended, [...statuses]], run.stderr()).toEqual([0, [200]]);
  const report = JSON.parse(run.stdout()) as { found: number; rows: number };
  expect(report.found).toBe(0);
  return { rows: report.rows, memory: mostMemory(pid!) };
}

// Memory and connections are read from /proc.
const kinds = (['embedded', 'server'] as const).filter((kind) => kind === 'embedded' || inject('noServer') === null);

describe.skipIf(process.platform !== 'linux').each(kinds)('kronika verify --record beside a server (%s)', (kind) => {
  it('needs far less memory than the database has, while pages are read, and can be interrupted', async () => {
    const server = kind === 'server' ? await emptyServerDatabase() : null;
    const env: Env & { KRONIKA_DATA: string } = {
      KRONIKA_DATA: join(tempDir(), 'data'),
      KRONIKA_EXAMPLE: '1',
      ...(server && { DATABASE_URL: server.url }),
    };
    const site = await kronikaServing(env);
    const small = await verified(site, env);
    expect(await site.stop()).toBe(0);
    const db = await openDatabase({ dataDir: env.KRONIKA_DATA, url: server?.url });
    await db.executeSql(`insert into setting (name, value)
      select 'test.' || n, to_jsonb(n || text) from generate_series(1, ${rows}) n, (select string_agg(md5(m::text), '') as text from generate_series(1, 120) m) t`);
    await db.close();

    const larger = await kronikaServing(env);
    // The command is interrupted once the server has its connection, and so has begun.
    const stopped = kronika(['verify', '--record', '--json'], env, '');
    await expect.poll(() => connections(env.KRONIKA_DATA), { timeout: 200_000 }).toBe(1);
    for (let times = 0; times < 20; times++) await read(larger.address);
    stopped.process.kill('SIGINT');
    expect(await stopped.ended).toBe(130);
    await expect.poll(() => connections(env.KRONIKA_DATA), { timeout: 200_000 }).toBe(0);

    const large = await verified(larger, env);
    expect(large.rows - small.rows).toBeGreaterThanOrEqual(rows);
    // The rows have more than 110 MB.
    expect(large.memory - small.memory).toBeLessThan(60 * megabyte);
    expect(await larger.stop()).toBe(0);
    await server?.drop();
  }, 600_000);
});
