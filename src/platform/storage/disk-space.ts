import { statfs } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';

type Measured = Pick<Config, 'dataDir' | 'diskLimits'>;

/** Milliseconds for which a measurement is used again, so that many writes do not cause as many measurements. */
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
 * Refuses to write if almost nothing of the disk is free. A database that cannot write its own log stops, and then no
 * page can be read either.
 * @throws AppError `disk_full`
 */
export async function refuseOnFullDisk(config: Measured): Promise<void> {
  // If it cannot be measured, the write itself shows what is wrong.
  const free = await freeShare(config).catch(() => 1);
  if (free < config.diskLimits.stop) throw new AppError('disk_full');
}
