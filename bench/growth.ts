import { exponentsOf } from './growth/exponents.ts';
import { measureGrowth } from './growth/growth.ts';
import { recordsFolder } from './fill/records.ts';
import { machine } from './measure/numbers.ts';

/**
 * Measures how the cost of every kind of page, job and operation grows with the record: SQL statements, rows that the
 * database reads, blocks that it touches, and time. Prints the exponent of each cost: 0 if it does not grow, 1 if it
 * grows as fast as the record. What grows most is printed first.
 *
 * SIZES=1000,10000 are the numbers of cases. A record with 100,000 cases takes 3 GB and about an hour to fill. You can
 * interrupt the filling: the next run continues it. Records are stored in KRONIKA_BENCH_DATA for later runs.
 * ONLY=/search measures only what has `/search` in its name.
 */
export async function bench(): Promise<void> {
  const sizes = (process.env.SIZES ?? '1000,10000')
    .split(',')
    .map(Number)
    .toSorted((a, b) => a - b);
  const only = process.env.ONLY ?? '';
  const all = await measureGrowth(sizes, (name) => name.includes(only));
  console.log(
    `${machine()}; ${sizes.map((size) => size.toLocaleString('en')).join(', ')} cases, embedded, stored in ${recordsFolder()}`,
  );
  console.log(
    `${'exponent: rows'.padStart(14)} ${'statements'.padStart(10)} ${'blocks'.padStart(7)} ${'time'.padStart(6)}`,
  );
  const rows = all.map((growth) => ({ ...growth, exponents: exponentsOf(growth, sizes) }));
  for (const { name, reads, exponents, whole } of rows.toSorted((a, b) => b.exponents.rows - a.exponents.rows)) {
    const counts = (of: 'rows' | 'statements'): string => reads.map((one) => one[of].toLocaleString('en')).join(' / ');
    const times = reads.map((one) => (one.ms < 10 ? one.ms.toFixed(1) : one.ms.toFixed(0))).join(' / ');
    console.log(
      `${exponents.rows.toFixed(2).padStart(14)} ${exponents.statements.toFixed(2).padStart(10)} ${exponents.blocks.toFixed(2).padStart(7)} ${exponents.ms.toFixed(2).padStart(6)}  ${name}${whole ? ' (reads everything)' : ''}: ${counts('rows')} rows, ${counts('statements')} statements, ${times} ms; most of ${reads.at(-1)!.tables.join(', ') || 'nothing'}`,
    );
  }
}
