import { cellAt, type Count, type Statistic, type Value } from './count.ts';
import { isInTime } from './query.ts';

/**
 * One line of a statistic's data. If `row`, `series` or `period` is left out, the line counts all rows, series or
 * periods. If `period` is null, it counts the cases without a usable date.
 */
export type Line = { row?: Value; series?: Value; period?: number | null; count: Count };

/**
 * Every number of a statistic, including totals, for its table and its CSV, and for checking the numbers in sentences.
 * Leaves out rows and series without cases, except years.
 */
export function linesOf(statistic: Statistic): Line[] {
  const { query, total } = statistic;
  const lines: Line[] = [];
  const rows = query.by ? [...statistic.rows, undefined] : [undefined];
  const series = query.with ? [...statistic.series, undefined] : [undefined];
  for (const row of rows)
    for (const one of series) {
      const count = row || one ? cellAt(statistic, row?.value, one?.value) : { sure: total, perhaps: 0 };
      const isYear = isInTime(query.by) && row && !one && !query.over;
      if ((row || one) && !isYear && count.sure === 0) continue;
      for (const period of periodsOf(statistic))
        lines.push({ row, series: one, period, count: cellAt(statistic, row?.value, one?.value, period) });
      lines.push({ row, series: one, count });
    }
  return lines;
}

/** The periods of a table: those of the statistic, and null at the end if there are cases without a usable date. */
export const periodsOf = ({ periods, dated }: Pick<Statistic, 'periods' | 'dated'>): (number | null)[] =>
  dated ? [...periods, ...(dated.none ? [null] : [])] : [];

/** A statistic as it is stored with an edition of an article, so that its chart does not change. */
export type FrozenStatistic = Omit<Statistic, 'cells' | 'names'> & { cells: [string, number, number][] };

export const freezeStatistic = ({ names: _, ...statistic }: Statistic): FrozenStatistic => ({
  ...statistic,
  // Names are not stored, but looked up when the statistic is shown, so that a name that has been hidden since does not
  // appear.
  rows: statistic.rows.map((value) => ({ ...value, label: null })),
  series: statistic.series.map((value) => ({ ...value, label: null })),
  cells: [...statistic.cells].map(([key, { sure, perhaps }]) => [key, sure, perhaps]),
});

/** Restores a stored statistic, without its `names`, which the caller must look up. */
export const thawStatistic = (frozen: FrozenStatistic): Statistic => ({
  ...frozen,
  names: new Map(),
  cells: new Map(frozen.cells.map(([key, sure, perhaps]) => [key, { sure, perhaps }])),
});
