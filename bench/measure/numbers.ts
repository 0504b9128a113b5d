import { cpus, loadavg } from 'node:os';

/** A quantile of the values. With 0.95: the 95th percentile. */
export const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Describes this machine, for the first line that a benchmark prints. */
export const machine = (): string =>
  `${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}`;

/** Whether other programs use more than half of the machine. */
export const isBusy = (): boolean => loadavg()[0]! > cpus().length / 2;
