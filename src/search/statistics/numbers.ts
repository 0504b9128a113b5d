import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { Statistic } from './count.ts';
import { statisticKey } from './query.ts';
import { linesOf } from './table.ts';

/** The numbers of a statistic as one string, to see whether any of them has changed. */
export function numbersOf(statistic: Statistic): string {
  const { query, total, rows } = statistic;
  const cells =
    query.with || query.over
      ? linesOf(statistic).map(({ row, series, period, count }) => [
          row?.value ?? (row ? null : '*'),
          series?.value ?? (series ? null : '*'),
          period === undefined ? '*' : period,
          count.sure,
          count.perhaps,
        ])
      : [];
  const told = [
    statisticKey(query),
    total,
    rows.map((row) => [row.value, row.count]),
    ...(cells.length ? [cells] : []),
  ];
  return sha256Hex(JSON.stringify(told)).slice(0, 32);
}
