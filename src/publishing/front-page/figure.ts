import type { Reader } from '../../platform/database/tx.ts';
import { countCases, type Statistic } from '../../search/statistics/count.ts';
import { isChartable } from '../../search/statistics/finding.ts';
import { parseStatistic, type StatisticQuery } from '../../search/statistics/query.ts';
import type { Tally } from '../../search/statistics/tally.ts';
import { isFigure, noFigure } from './content.ts';

/** The statistic of the front page, counted at `at`. */
export type FrontFigure = { statistic: Statistic; at: Date };

/** A figure needs this many cases. */
const fewestCases = 3;

/** Cases by kind in this year, or in the last year that has any. */
function usual({ years }: Tally, thisYear: number): StatisticQuery | null {
  const year = Math.max(...[...years.keys()].filter((one) => one <= thisYear));
  return Number.isFinite(year)
    ? { by: 'group', with: null, over: null, text: null, filters: { year: [String(year)] } }
    : null;
}

/**
 * The statistic of the front page; null if none was wanted, or if there are too few cases or values to compare. A value
 * whose name readers may not see is left out.
 */
export async function loadFrontFigure(
  db: Reader,
  tally: Tally,
  chosen: string | null,
  at: Date,
  thisYear: number,
): Promise<FrontFigure | null> {
  if (chosen === noFigure || !tally.years.size) return null;
  const wanted = chosen === null ? null : parseStatistic(`/statistics?${chosen}`);
  const query = wanted && isFigure(wanted) ? wanted : usual(tally, thisYear);
  if (!query) return null;
  const statistic = await countCases(db, query, 'public');
  const rows = statistic.rows.filter((row) => row.value === null || row.label !== null || !isNamed(query));
  return statistic.total >= fewestCases && isChartable({ ...statistic, rows })
    ? { statistic: { ...statistic, rows }, at }
    : null;
}

/** Whether the values of a statistic have names that readers may be unable to see. */
const isNamed = ({ by }: StatisticQuery): boolean => by === 'outlet' || by === 'law';
