import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runChild, type Child } from '../../testing/child.ts';
import { tempDir } from '../../testing/temp-dir.ts';
import { lockData } from './lock.ts';
import { ownIdentity, stateOf } from './process-identity.ts';

const source = 'src/platform/database/embedded/lock.child.ts';

const takeAndRelease = (folder: string): Promise<void> => lockData(folder).then((lock) => lock.release());

describe('the lock of a data folder', () => {
  const root = tempDir();
  const running: Child[] = [];
  let count = 0;
  const fresh = (): string => {
    const folder = join(root, String(count++));
    mkdirSync(folder);
    return folder;
  };
  const start = async (folder: string): Promise<Child> => {
    const child = await runChild(source, [folder]);
    running.push(child);
    return child;
  };
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill('SIGKILL');
      await child.ended;
    }
  });

  it('refuses a second process and names the first', async () => {
    const folder = fresh();
    const first = await start(folder);
    expect(await first.line()).toBe('held');
    await expect(lockData(folder)).rejects.toMatchObject({
      code: 'data_locked',
      details: { pid: first.pid, path: folder },
    });
  });

  it('refuses the same process a second time', async () => {
    const folder = fresh();
    const lock = await lockData(folder);
    await expect(lockData(folder)).rejects.toMatchObject({ code: 'data_locked', details: { pid: process.pid } });
    lock.release();
    await takeAndRelease(folder);
  });

  it('does not lock a copy of the folder', async () => {
    const [folder, copy] = [fresh(), join(root, String(count++))];
    const holder = await start(folder);
    expect(await holder.line()).toBe('held');
    cpSync(folder, copy, { recursive: true });
    await takeAndRelease(copy);
    await expect(lockData(folder)).rejects.toMatchObject({ code: 'data_locked', details: { pid: holder.pid } });
  });

  it('locks the folder at another path, such as the one in another container', async () => {
    const folder = fresh();
    const holder = await start(folder);
    expect(await holder.line()).toBe('held');
    const elsewhere = join(root, String(count++));
    renameSync(folder, elsewhere);
    await expect(lockData(elsewhere)).rejects.toMatchObject({ code: 'data_locked', details: { pid: holder.pid } });
  });

  it('leaves nothing behind when released', async () => {
    const folder = fresh();
    const holder = await start(folder);
    expect(await holder.line()).toBe('held');
    holder.process.stdin.write('\n');
    expect(await holder.line()).toBe('released');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that was killed', async () => {
    const folder = fresh();
    const holder = await start(folder);
    await holder.line();
    holder.kill('SIGKILL');
    await holder.ended;
    expect(existsSync(join(folder, 'lock'))).toBe(true);
    await takeAndRelease(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over if the pid of its owner now belongs to another process', async () => {
    const folder = fresh();
    const lock = await lockData(folder);
    const held = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as Record<string, unknown>;
    lock.release();
    // A process with the pid is alive, but it started at another time, so it did not take the lock.
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...held, started: '1', token: 'of-the-dead' }));
    await expect(takeAndRelease(folder)).resolves.toBeUndefined();
  });

  it('is taken over if it is from before a restart of the machine', async () => {
    const own = ownIdentity();
    expect(stateOf(own)).toBe('alive');
    expect(stateOf({ ...own, boot: 'another', machine: own.machine || 'm' })).toBe(own.machine ? 'dead' : 'unknown');
  });

  it('is taken over if a crash of the machine emptied its file', async () => {
    const folder = fresh();
    writeFileSync(join(folder, 'lock'), '');
    await expect(takeAndRelease(folder)).resolves.toBeUndefined();
  });

  it('is refused while an owner in another container is alive, and taken over when the owner has stopped', async () => {
    const folder = fresh();
    const holder = await start(folder);
    await holder.line();
    // The lock as another container on the same volume sees it.
    const path = join(folder, 'lock');
    const elsewhere = {
      ...(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>),
      space: 'pid:[elsewhere]',
    };
    writeFileSync(path, JSON.stringify(elsewhere));
    await expect(lockData(folder)).rejects.toMatchObject({ code: 'data_locked', details: { pid: holder.pid } });
    holder.kill('SIGKILL');
    await holder.ended;
    await takeAndRelease(folder);
  });

  it('is taken over from a dead process by exactly one of many', async () => {
    for (let round = 0; round < 4; round++) {
      const folder = fresh();
      const dead = await start(folder);
      await dead.line();
      dead.kill('SIGKILL');
      await dead.ended;
      const starters = await Promise.all(Array.from({ length: 6 }, () => start(folder)));
      const said = await Promise.all(starters.map((starter) => starter.line()));
      expect(said.filter((line) => line === 'held')).toHaveLength(1);
      expect(said.filter((line) => line?.includes('data_locked'))).toHaveLength(5);
      expect(readdirSync(folder)).toEqual(['lock']);
    }
  });

  it('is taken over if a process was killed while it took the lock over', async () => {
    const folder = fresh();
    const dead = await start(folder);
    await dead.line();
    dead.kill('SIGKILL');
    await dead.ended;
    // A process takes a second lock before it takes over the first. Here a dead process holds the second lock, too.
    const held = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { token: string };
    writeFileSync(join(folder, `lock.${held.token}`), JSON.stringify({ ...held, token: 'of-the-recoverer' }));
    await takeAndRelease(folder);
    expect(readdirSync(folder)).toEqual([]);
  });
});
