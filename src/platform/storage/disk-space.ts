import { statfs } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';

type Measured = Pick<Config, 'dataDir' | 'diskLimits'>;

/** Milliseconds for which a measurement is cached, because many writes can come at once. */
const freshFor = 1000;
const measurements = new WeakMap<Measured, { at: number; free: Promise<number> }>();

/** The free share of the disk with the data directory, between 0 and 1. @throws Error if it cannot be measured */
export function freeShare(config: Measured): Promise<number> {
  const last = measurements.get(config);
  if (last && performance.now() - last.at < freshFor) return last.free;
  const free = statfs(config.dataDir).then(({ bavail, blocks }) => (blocks === 0 ? 1 : bavail / blocks));
  measurements.set(config, { at: performance.now(), free });
  return free;
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
