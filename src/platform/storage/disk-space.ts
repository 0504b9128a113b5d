import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';

type Measured = Pick<Config, 'dataDir' | 'diskLimits'>;

/** Milliseconds for which a measurement is cached, because many writes can come at once. */
const freshFor = 1000;
/** Milliseconds to wait for a measurement. A network disk that cannot be reached may never answer. */
const patience = 5000;
type Measurement = { at: number; space: Promise<DiskSpace>; isDone: boolean };
/** What the file system says of the disk with a folder. */
type Ask = (folder: string) => Promise<Pick<StatsFs, 'bavail' | 'blocks' | 'bsize'>>;
const measurements = new WeakMap<Measured, Measurement>();

/** The disk with the data directory, in bytes. `size` is 0 if the file system does not report a size. */
export type DiskSpace = { free: number; size: number };

/** Measures the disk with the data directory. @throws Error if this fails, or the disk does not answer */
export function diskSpace(config: Measured, ask: Ask = statfs): Promise<DiskSpace> {
  const now = performance.now();
  let last = measurements.get(config);
  // Each measurement that hangs blocks one of the few threads that read and write all files, so there is only one.
  if (!last || (last.isDone && now - last.at >= freshFor)) {
    last = { at: now, space: measure(config, ask), isDone: false };
    const ended = last;
    void last.space.catch(() => {}).then(() => (ended.isDone = true));
    measurements.set(config, last);
  }
  return last.isDone ? last.space : inTime(last.space, last.at + patience - now);
}

async function measure({ dataDir }: Measured, ask: Ask): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await ask(dataDir);
  return { free: bavail * bsize, size: blocks * bsize };
}

async function inTime(space: Promise<DiskSpace>, milliseconds: number): Promise<DiskSpace> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the disk does not answer')), milliseconds);
  });
  return Promise.race([space, late]).finally(() => clearTimeout(timer));
}

/** The free share of the disk with the data directory, between 0 and 1. @throws Error if it cannot be measured */
export async function freeShare(config: Measured, ask?: Ask): Promise<number> {
  const { free, size } = await diskSpace(config, ask);
  return size === 0 ? 1 : free / size;
}

/**
 * Called before each write, because a database that cannot write its log stops, and then no page can be read either.
 * @throws AppError `disk_full`
 */
export async function refuseOnFullDisk(config: Measured, ask?: Ask): Promise<void> {
  // If the free space cannot be measured, let the write go on: if the disk is at fault, the write fails.
  const free = await freeShare(config, ask).catch(() => 1);
  if (free < config.diskLimits.stop) throw new AppError('disk_full');
}
