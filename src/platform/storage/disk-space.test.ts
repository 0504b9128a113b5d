import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { diskSpace, freeShare, refuseOnFullDisk } from './disk-space.ts';

// A real disk that hangs would need the right to mount one.
vi.mock(import('node:fs/promises'), { spy: true });
const answers: ((stats: Partial<StatsFs>) => void)[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  answers.length = 0;
  vi.mocked(statfs).mockReset();
  vi.mocked(statfs).mockImplementation(() => new Promise((resolve) => answers.push(resolve as never)));
});
afterEach(() => void vi.useRealTimers());

const config = () => ({ dataDir: '/data', diskLimits: { warn: 0.1, stop: 0.02 } });
const disk = (free: number): Partial<StatsFs> => ({ bavail: free, blocks: 100, bsize: 1 });

it('a disk that hangs is asked only once, and holds up no write for long', async () => {
  const one = config();
  const asked: Promise<unknown>[] = [];
  for (let second = 0; second < 5; second++) {
    asked.push(
      diskSpace(one).catch((error: Error) => error.message),
      refuseOnFullDisk(one),
    );
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(await Promise.all(asked)).toEqual(
    Array.from({ length: 5 }, () => ['the disk does not answer', undefined]).flat(),
  );
  await expect(Promise.all([freeShare(one), vi.advanceTimersByTimeAsync(1)])).rejects.toThrow('does not answer');
  expect(statfs).toHaveBeenCalledTimes(1);
  // It answers again.
  answers[0]!(disk(50));
  await vi.advanceTimersByTimeAsync(1);
  const share = freeShare(one);
  answers[1]!(disk(1));
  expect(await share).toBe(0.01);
  await expect(refuseOnFullDisk(one)).rejects.toMatchObject({ code: 'disk_full' });
  expect(statfs).toHaveBeenCalledTimes(2);
});

it('a disk is measured again after a second, also if this failed before', async () => {
  const one = config();
  vi.mocked(statfs).mockRejectedValueOnce(new Error('EIO'));
  await expect(diskSpace(one)).rejects.toThrow('EIO');
  await expect(diskSpace(one)).rejects.toThrow('EIO');
  await vi.advanceTimersByTimeAsync(1000);
  const share = freeShare(one);
  answers[0]!(disk(30));
  expect(await share).toBe(0.3);
});
