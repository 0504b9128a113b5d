import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { workerEntry } from '../config/worker-entry.ts';
import { runChild } from '../testing/child.ts';
import { tempDir } from '../testing/temp-dir.ts';
import { ReaderPool, type PoolOptions } from './pool.ts';
import type { ByteSource } from './reader.ts';
import * as test from './testing/test-readers.ts';

const entry = () => workerEntry('src/platform/readers/testing/readers.child.ts');
const pools: ReaderPool[] = [];
const openPool = (options: Partial<PoolOptions> = {}): ReaderPool => {
  const pool = new ReaderPool({ entry, most: 1, ...options });
  pools.push(pool);
  return pool;
};
afterEach(() => {
  for (const pool of pools.splice(0)) pool.end();
});
const pidOf = async (pool: ReaderPool): Promise<number> => (await pool.read(test.about, null)).pid;
const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const ended = { timeout: 30_000, interval: 5 };
/** Checks that the pool still reads the next input after one failed. */
const readsOn = async (pool: ReaderPool): Promise<void> => expect(await pool.read(test.echo, 'next')).toBe('next');

/** A source of so many pieces of 1000 bytes. After the last one, it throws `failing`, if that is given. */
const sourceOf = (pieces: number, failing?: Error): ByteSource & { given: number; closed: boolean } => ({
  size: pieces * 1000,
  name: 'table.csv',
  given: 0,
  closed: false,
  async *open({ start = 0 } = {}) {
    try {
      for (let at = start; at < this.size; at += 1000) {
        this.given++;
        yield new Uint8Array(1000);
      }
      if (failing) throw failing;
    } finally {
      this.closed = true;
    }
  },
});

describe('a reader', () => {
  it('gets plain data and returns it, in one process that is used again', async () => {
    const pool = openPool();
    const value = { list: [1, null, 'ü'], map: new Map([['a', 1]]), bytes: new Uint8Array(randomBytes(300_000)) };
    expect(await pool.read(test.echo, value)).toEqual(value);
    // The database could not store these texts.
    expect(await pool.read(test.echo, { text: 'a\0b\ud800' })).toEqual({ text: 'a\ufffdb\ufffd' });
    const pid = await pidOf(pool);
    expect(pid).not.toBe(process.pid);
    expect(await pidOf(pool)).toBe(pid);
  });

  it('passes on an `AppError` with its code, details and fields, and a bug with its stack', async () => {
    const pool = openPool();
    await expect(pool.read(test.refuse, null)).rejects.toMatchObject({
      name: 'AppError',
      code: 'page_empty',
      details: { bytes: 7 },
      fields: [{ path: 'file', message: 'some.key' }],
    });
    const defect = await pool.read(test.defect, null).catch((error: Error) => error);
    expect(defect).not.toHaveProperty('code');
    expect((defect as Error).stack).toContain('readers.child');
    await readsOn(pool);
  });

  it('knows no settings and no keys, and can read no file but the program’s', async () => {
    process.env['DATABASE_URL'] = 'postgres://secret';
    process.env['KRONIKA_S3_SECRET'] = 'secret';
    try {
      const pool = openPool();
      const { environment } = await pool.read(test.about, null);
      expect(environment.filter((name) => /KRONIKA|DATABASE|SECRET|KEY|TOKEN|PASSWORD/.test(name))).toEqual([]);
      const secret = join(tempDir(), 'secret');
      writeFileSync(secret, 'secret');
      await expect(pool.read(test.file, secret)).rejects.toThrow(/access to this API has been restricted/i);
    } finally {
      delete process.env['DATABASE_URL'];
      delete process.env['KRONIKA_S3_SECRET'];
    }
  });

  it('does not block the program while it works', async () => {
    const order: string[] = [];
    const pool = openPool();
    await pool.read(test.echo, null);
    const reading = pool.read(test.spin, null).catch(() => void order.push('read'));
    for (let turn = 0; turn < 1000; turn++) await new Promise((done) => setImmediate(done));
    order.push('1000 turns');
    await reading;
    expect(order).toEqual(['1000 turns', 'read']);
  });
});

describe('a reader over its budget', () => {
  it('of time is ended, whether it works or waits', async () => {
    const pool = openPool();
    const pid = await pidOf(pool);
    await expect(pool.read(test.spin, null)).rejects.toMatchObject({
      code: 'reading_too_slow',
      details: { seconds: 1 },
    });
    await expect.poll(() => runs(pid), ended).toBe(false);
    await expect(pool.read({ ...test.sleep, seconds: 0.2 }, null)).rejects.toMatchObject({ code: 'reading_too_slow' });
    await readsOn(pool);
  });

  it('of memory outside JavaScript’s heap is ended', async () => {
    const pool = openPool();
    expect(await pool.read(test.buffers, 20)).toBe(20);
    await expect(pool.read(test.buffers, 100_000)).rejects.toMatchObject({
      code: 'reading_too_large',
      details: { megabytes: 250 },
    });
    await readsOn(pool);
  });

  it('of JavaScript’s heap is ended', async () => {
    const pool = openPool();
    await expect(pool.read(test.objects, null)).rejects.toMatchObject({ code: 'reading_too_large' });
    await readsOn(pool);
  });

  it('of stack says that the input is nested too deeply', async () => {
    const pool = openPool();
    await expect(pool.read(test.nest, null)).rejects.toMatchObject({ code: 'reading_too_deep' });
    await readsOn(pool);
  });

  it('of the size of its result is refused before anyone builds the result', async () => {
    const pool = openPool();
    expect((await pool.read(test.large, 20)).byteLength).toBe(20 * 2 ** 20);
    await expect(pool.read(test.large, 200)).rejects.toMatchObject({ code: 'reading_too_large' });
    await readsOn(pool);
  });
});

describe('the process of a reader', () => {
  it('that is ended from outside fails one reading, and the next gets another process', async () => {
    const pool = openPool();
    const pid = await pidOf(pool);
    const reading = pool.read(test.sleep, null);
    process.kill(pid, 'SIGKILL');
    await expect(reading).rejects.toMatchObject({ code: 'reading_failed' });
    expect(await pidOf(pool)).not.toBe(pid);
    await expect(pool.read(test.die, null)).rejects.toMatchObject({ code: 'reading_failed' });
    await readsOn(pool);
  });

  it('that is ended from outside while it is unused is not noticed', async () => {
    const pool = openPool();
    const pid = await pidOf(pool);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => runs(pid), ended).toBe(false);
    await readsOn(pool);
  });

  it('is ended when its reading is cancelled, even if it is busy', async () => {
    const pool = openPool();
    const pid = await pidOf(pool);
    const stop = new AbortController();
    const items = pool.stream(test.begin, null, { signal: stop.signal });
    expect((await items.next()).value).toBe('begun');
    const busy = items.next();
    stop.abort();
    await expect(busy).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => runs(pid), ended).toBe(false);
    await expect(pool.read(test.echo, 1, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await readsOn(pool);
  });

  it('ends when it was not used for a while', async () => {
    const pool = openPool({ idleSeconds: 0.05 });
    const pid = await pidOf(pool);
    await expect.poll(() => runs(pid), ended).toBe(false);
    await readsOn(pool);
  });

  it('ends sooner if another process is free for the next input', async () => {
    const pool = openPool({ most: 2, furtherSeconds: 0.05 });
    const pids = await Promise.all([pidOf(pool), pidOf(pool)]);
    expect(new Set(pids).size).toBe(2);
    await expect.poll(() => pids.filter(runs).length, ended).toBe(1);
    const left = pids.find(runs);
    expect([await pidOf(pool), pids.filter(runs)]).toEqual([left, [left]]);
  });

  it('has a lower priority than the server', async () => {
    expect(getPriority(await pidOf(openPool()))).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
  });

  it('is not reused after it needed much memory', async () => {
    const pool = openPool();
    const pid = await pidOf(pool);
    expect(await pool.read({ ...test.buffers, megabytes: 2000 }, 400)).toBe(400);
    expect(await pidOf(pool)).not.toBe(pid);
  });

  it('ends with its parent, even if it is busy and the parent is killed', async () => {
    const parent = await runChild('src/platform/readers/testing/parent.child.ts', []);
    const pid = Number(await parent.line());
    expect(runs(pid)).toBe(true);
    parent.kill('SIGKILL');
    await parent.ended;
    await expect.poll(() => runs(pid), ended).toBe(false);
  });

  it('does not keep its parent running while it is unused', async () => {
    const parent = await runChild('src/platform/readers/testing/parent.child.ts', ['once']);
    const pid = Number(await parent.line());
    expect(await parent.ended).toBe(0);
    await expect.poll(() => runs(pid), ended).toBe(false);
  });
});

describe('readings that wait', () => {
  it('are read one after the other, and refused if too many wait', async () => {
    const pool = openPool({ mostWaiting: 2 });
    const done: number[] = [];
    const read = (number: number) => pool.read(test.echo, number).then(() => done.push(number));
    const readings = [read(1), read(2), read(3)];
    await expect(pool.read(test.echo, 4)).rejects.toMatchObject({ code: 'reading_busy' });
    await Promise.all(readings);
    expect(done).toEqual([1, 2, 3]);
    await readsOn(pool);
  });

  it('can be cancelled', async () => {
    const pool = openPool();
    const stop = new AbortController();
    const [busy, waiting] = [pool.read(test.spin, null), pool.read(test.echo, 1, { signal: stop.signal })];
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(busy).rejects.toMatchObject({ code: 'reading_too_slow' });
    await readsOn(pool);
  });

  it('do not fail because the process could not start for an earlier one', async () => {
    let broken = true;
    const pool = openPool({ entry: async () => (broken ? '/nowhere/reader.js' : entry()) });
    await expect(pool.read(test.echo, 1)).rejects.toMatchObject({ code: 'reading_failed' });
    broken = false;
    await readsOn(pool);
  });
});

describe('a stream', () => {
  it('is read only as far as its consumer asks', async () => {
    const source = sourceOf(3);
    const items = openPool().stream(test.pieces, null, { source });
    for (const number of [1, 2, 3]) {
      expect((await items.next()).value).toBe(number);
      for (let turn = 0; turn < 200; turn++) await new Promise((done) => setImmediate(done));
      expect(source.given).toBe(number);
    }
    expect(await items.next()).toEqual({ done: true, value: 'all' });
  });

  it('can be left early, and its process is used again', async () => {
    const pool = openPool();
    const pid = await pidOf(pool);
    const source = sourceOf(1_000_000);
    for await (const number of pool.stream(test.pieces, null, { source })) if (number === 2) break;
    expect([source.given, source.closed]).toEqual([2, true]);
    expect(await pidOf(pool)).toBe(pid);
  });

  it('is not timed while its consumer works', async () => {
    const items = openPool().stream({ ...test.pieces, seconds: 0.5 }, null, { source: sourceOf(2) });
    expect((await items.next()).value).toBe(1);
    // Takes longer than the budget of the stream.
    await expect(openPool().read({ ...test.sleep, seconds: 0.6 }, null)).rejects.toMatchObject({
      code: 'reading_too_slow',
    });
    expect((await items.next()).value).toBe(2);
  });
});

describe('bytes that a reader pulls', () => {
  it('come piece by piece, from the position that the reader asks for', async () => {
    const source = sourceOf(50);
    expect(await openPool().read(test.bytes, { from: 10_000 }, { source })).toEqual({
      pieces: 40,
      bytes: 40_000,
      name: 'table.csv',
    });
    expect([source.given, source.closed]).toEqual([40, true]);
  });

  it('that cannot be read fail the reading with the reason', async () => {
    const pool = openPool();
    const failing = new Error('the disk is broken');
    await expect(pool.read(test.bytes, { from: 0 }, { source: sourceOf(3, failing) })).rejects.toBe(failing);
    await readsOn(pool);
  });

  it('are closed if the reading is cancelled', async () => {
    const source = sourceOf(1_000_000);
    const stop = new AbortController();
    const reading = openPool().read(test.bytes, { from: 0 }, { source, signal: stop.signal });
    await expect.poll(() => source.given, ended).toBeGreaterThan(3);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(source.closed).toBe(true);
  });
});
