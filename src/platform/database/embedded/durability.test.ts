import { execFileSync } from 'node:child_process';
import fs, { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { describe, expect, it, vi } from 'vitest';
import { runChild } from '../../testing/child.ts';
import { tempDir } from '../../testing/temp-dir.ts';
import { whole } from '../../testing/whole.ts';
import { DurableFs } from './durable-fs.ts';
import { startParameters } from './start-parameters.ts';

const kills = whole ? 20 : 8;
const source = 'src/platform/database/embedded/durability.child.ts';

describe('the embedded database on disk', () => {
  const root = tempDir();

  it('keeps every acknowledged write through many kills in the middle of writes', async () => {
    const dataDir = join(root, 'killed');
    let acknowledged = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = await runChild(source, [dataDir]);
      const opened = await child.line();
      if (opened === null) throw new Error(`It did not open after ${kill} kills: ${child.stderr()}`);
      const found = JSON.parse(opened) as { last: number; count: number; parts: number; torn: number };
      // Every reported commit is there and complete. There can be one more: a commit that was not reported before the
      // kill.
      expect(found.last).toBeGreaterThanOrEqual(acknowledged);
      expect(found).toEqual({ last: found.last, count: found.last, parts: found.last * 20, torn: 0 });
      const until = found.last + 5 + Math.floor(Math.random() * 30);
      while (acknowledged < until) acknowledged = Number(await child.line());
      // The child process writes until the signal arrives.
      child.kill('SIGKILL');
      for (const line of await child.rest()) acknowledged = Number(line);
      expect(await child.ended).toBe('SIGKILL');
    }
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['db', 'lock']));
    const last = await runChild(source, [dataDir, '0']);
    expect(JSON.parse((await last.line())!)).toMatchObject({ torn: 0 });
    expect(await last.ended).toBe(0);
  });

  it('calls fsync for every commit, and for the folders of new files', async () => {
    const synced = vi.spyOn(fs, 'fsyncSync');
    const database = await PGlite.create({
      fs: new DurableFs(join(root, 'counted')),
      startParams: startParameters({ directory: join(root, 'counted') }),
    });
    try {
      await database.exec('create table t (a int)');
      synced.mockClear();
      for (let n = 0; n < 50; n++) await database.query('insert into t values ($1)', [n]);
      expect(synced.mock.calls.length).toBeGreaterThanOrEqual(50);
      synced.mockClear();
      const opened = vi.spyOn(fs, 'openSync');
      // A switch to a new segment creates a file, renames it and syncs its folder.
      await database.exec(
        'insert into t values (1); select pg_switch_wal(); insert into t values (2); select pg_switch_wal(); insert into t values (3)',
      );
      expect(opened.mock.calls.some(([path]) => String(path).endsWith('/pg_wal'))).toBe(true);
    } finally {
      await database.close();
      vi.restoreAllMocks();
    }
  });

  // Observed in the kernel by strace, with the real database in its thread.
  it.skipIf(!has('strace'))(
    'reaches the kernel with an fsync for every commit',
    async () => {
      const log = join(root, 'strace');
      const child = await runChild(source, [join(root, 'traced'), '100'], {
        wrapper: ['strace', '-f', '-y', '-qq', '-e', 'trace=fsync,fdatasync', '-o', log],
      });
      const lines = await child.rest();
      expect({ ended: await child.ended, stderr: child.stderr() }).toEqual({ ended: 0, stderr: '' });
      expect(lines).toHaveLength(101);
      // -y prints the file of each descriptor.
      const ofTheLog = readFileSync(log, 'utf8')
        .split('\n')
        .filter((call) => /\bf(data)?sync\(\d+<.*\/pg_wal\/[0-9A-F]{24}>/.test(call));
      expect(ofTheLog.length).toBeGreaterThanOrEqual(100);
    },
    500_000,
  );
});

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
