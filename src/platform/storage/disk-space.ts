import { statfs } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';

type Measured = Pick<Config, 'dataDir' | 'diskLimits'>;

/** Milliseconds for which a measurement is cached, because many writes can come at once. */
const freshFor = 1000;
const measurements = new WeakMap<Measured, { at: number; space: Promise<DiskSpace> }>();

/** The disk with the data directory, in bytes. `size` is 0 if the file system does not report a size. */
export type DiskSpace = { free: number; size: number };

/** Measures the disk with the data directory. @throws Error if this fails */
export function diskSpace(config: Measured): Promise<DiskSpace> {
  const last = measurements.get(config);
  if (last && performance.now() - last.at < freshFor) return last.space;
  const space = statfs(config.dataDir).then(({ bavail, blocks, bsize }) => ({
    free: bavail * bsize,
    size: blocks * bsize,
  }));
  measurements.set(config, { at: performance.now(), space });
  return space;
}

/** The free share of the disk with the data directory, between 0 and 1. @throws Error if it cannot be measured */
export async function freeShare(config: Measured): Promise<number> {
  const { free, size } = await diskSpace(config);
  return size === 0 ? 1 : free / size;
}

/**
 * Called before each write, because a database that cannot write its log stops, and then no page can be read either.
 * @throws AppError `disk_full`
 */
export async function refuseOnFullDisk(config: Measured): Promise<void> {
  // If the free space cannot be measured, let the write go on: if the disk is at fault, the write fails.
  const free = await freeShare(config).catch(() => 1);
  if (free < config.diskLimits.stop) throw new AppError('disk_full');
}
