import { exponentsOf, type Growth } from './exponents.ts';

/** If the exponent of a cost is at most this, the cost counts as one that does not grow. */
export const maxGrowth = 0.3;
/**
 * How far below its limit an exponent must be to count as fixed, so that it does not exceed the limit again by chance.
 */
const margin = 0.1;
/** The limit for what reads the whole record, such as an export: growth as fast as the record, with some tolerance. */
const maxGrowthOfWhole = 1.1;
/** How much a measured exponent may differ from the one in `known`. */
const tolerance = 0.15;

/**
 * Compares what was measured with what is known to grow. Only counts are compared, because times depend on the machine.
 * @param known the larger exponent of rows and statements, by name
 * @returns a sentence for each difference
 */
export function judge(
  all: readonly Growth[],
  sizes: readonly number[],
  known: Readonly<Record<string, number>>,
): string[] {
  const found = all.flatMap((growth) => {
    const exponents = exponentsOf(growth, sizes);
    const exponent = Math.max(exponents.rows, exponents.statements);
    const listed = known[growth.name];
    const most = growth.whole ? maxGrowthOfWhole : maxGrowth;
    const says = `${growth.name}: exponent ${exponent.toFixed(2)} (${growth.reads.map((one) => `${one.rows} rows and ${one.statements} statements`).join(', then ')}; most of ${growth.reads.at(-1)!.tables.join(', ')})`;
    if (listed === undefined) return exponent > most ? [`${says}. It may have ${most}.`] : [];
    if (exponent > listed + tolerance) return [`${says}. It has become worse: ${listed} is known.`];
    if (exponent <= most - margin) return [`${says}. It is mended, so take it out of growth/known.ts.`];
    return exponent < listed - tolerance
      ? [`${says}. It has become better: write this number in growth/known.ts.`]
      : [];
  });
  const measured = new Set(all.map(({ name }) => name));
  const gone = Object.keys(known).filter((name) => !measured.has(name));
  return [...found, ...gone.map((name) => `${name}: it is in growth/known.ts, but is not measured.`)];
}
