import type { Reader } from '../../platform/database/tx.ts';
import { countCases, type Statistic, type Value } from '../../search/statistics/count.ts';
import { parseStatistic, type StatisticQuery } from '../../search/statistics/query.ts';
import type { Tally } from '../../search/statistics/tally.ts';
import { isFigure, noFigure } from './content.ts';

/** What the figure says: the value with most cases, or several if they have as many. */
export type Finding = { statistic: Statistic; top: Value[] };

/** A figure needs this many cases, and cases of two different values; a chart of one value says nothing. */
const fewestCases = 3;
/** If more values than this have the same highest count, nothing stands out. */
const mostTied = 3;

/** Cases by kind in this year, or in the last year that has any. */
function usual({ years }: Tally, thisYear: number): StatisticQuery | null {
  const year = Math.max(...[...years.keys()].filter((one) => one <= thisYear));
  return Number.isFinite(year)
    ? { by: 'group', with: null, over: null, text: null, filters: { year: [String(year)] } }
    : null;
}

/**
 * The figure of the front page with its finding; null if none was wanted, or if there are too few cases to find
 * anything.
 */
export async function loadFinding(
  db: Reader,
  tally: Tally,
  chosen: string | null,
  thisYear: number,
): Promise<Finding | null> {
  if (chosen === noFigure || !tally.years.size) return null;
  const wanted = chosen === null ? null : parseStatistic(`/statistics?${chosen}`);
  const query = wanted && isFigure(wanted) ? wanted : usual(tally, thisYear);
  if (!query) return null;
  const statistic = await countCases(db, query, 'public');
  const named = statistic.rows.filter((row) => row.value !== null && (row.label !== null || !isNamed(query)));
  const most = Math.max(...named.map((row) => row.count));
  const top = named.filter((row) => row.count === most);
  return named.length < 2 || top.length > mostTied || statistic.total < fewestCases ? null : { statistic, top };
}

/** Whether the values of a statistic have names that readers may be unable to see. */
const isNamed = ({ by }: StatisticQuery): boolean => by === 'outlet' || by === 'law';
