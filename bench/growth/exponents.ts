import type { Cost, Read } from './read.ts';

/** What a measure cost in records of several sizes, smallest first. */
export type Growth = { name: string; whole: boolean; reads: Read[] };
/** How fast the costs grow with the record. 0: not at all; 1: as fast as the record. */
export type Exponents = { rows: number; statements: number; blocks: number; ms: number };

/** Smaller costs are raised to these values, because differences between small numbers mean nothing. */
const floor: Cost = { statements: 1, trips: 1, rows: 200, blocks: 200, ms: 1, cpu: 1 };

/** The exponents between the first and the last size. */
export function exponentsOf({ reads }: Growth, sizes: readonly number[]): Exponents {
  const [first, last] = [reads[0]!, reads.at(-1)!];
  const of = (what: keyof Cost): number =>
    Math.log(Math.max(last[what], floor[what]) / Math.max(first[what], floor[what])) /
    Math.log(sizes.at(-1)! / sizes[0]!);
  return { rows: of('rows'), statements: of('statements'), blocks: of('blocks'), ms: of('ms') };
}
