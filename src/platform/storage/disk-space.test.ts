import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { diskSpace, freeShare, refuseOnFullDisk } from './disk-space.ts';

type Stats = { bavail: number; blocks: number; bsize: number };

// A real disk that hangs would need the right to mount one. So the tests answer in place of the file system.
const answers: ((stats: Stats) => void)[] = [];
const ask = (): Promise<Stats> => new Promise((resolve) => answers.push(resolve));
beforeEach(() => {
  vi.useFakeTimers();
  answers.length = 0;
});
afterEach(() => void vi.useRealTimers());

const config = () => ({ dataDir: '/data', diskLimits: { warn: 0.1, stop: 0.02 } });
const disk = (free: number): Stats => ({ bavail: free, blocks: 100, bsize: 1 });

it('a disk that hangs is asked only once, and holds up no write for long', async () => {
  const one = config();
  const asked: Promise<unknown>[] = [];
  for (let second = 0; second < 5; second++) {
    asked.push(
      diskSpace(one, ask).catch((error: Error) => error.message),
      refuseOnFullDisk(one, ask),
    );
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(await Promise.all(asked)).toEqual(
    Array.from({ length: 5 }, () => ['the disk does not answer', undefined]).flat(),
  );
  await expect(Promise.all([freeShare(one, ask), vi.advanceTimersByTimeAsync(1)])).rejects.toThrow('does not answer');
  expect(answers).toHaveLength(1);
  // It answers again.
  answers[0]!(disk(50));
  await vi.advanceTimersByTimeAsync(1);
  const share = freeShare(one, ask);
  answers[1]!(disk(1));
  expect(await share).toBe(0.01);
  await expect(refuseOnFullDisk(one, ask)).rejects.toMatchObject({ code: 'disk_full' });
  expect(answers).toHaveLength(2);
});

it('a disk is measured again after a second, also if this failed before', async () => {
  const one = config();
  const broken = (): Promise<Stats> => Promise.reject(new Error('EIO'));
  await expect(diskSpace(one, broken)).rejects.toThrow('EIO');
  await expect(diskSpace(one, ask)).rejects.toThrow('EIO');
  await vi.advanceTimersByTimeAsync(1000);
  const share = freeShare(one, ask);
  answers[0]!(disk(30));
  expect(await share).toBe(0.3);
});
