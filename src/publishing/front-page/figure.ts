import type { Reader } from '../../platform/database/tx.ts';
import { countCases, type Statistic } from '../../search/statistics/count.ts';
import { isChartable } from '../../search/statistics/finding.ts';
import { numbersOf } from '../../search/statistics/numbers.ts';
import { isNamed, parseStatistic, type StatisticQuery } from '../../search/statistics/query.ts';
import { loadTally } from '../../search/statistics/tally.ts';
import type { Tally } from '../../search/statistics/tally.ts';
import { isFigure, noFigure } from './content.ts';

/** A headline that an editor wrote, and the numbers of the figure at that time. */
export type EditedFinding = { text: string; language: string; numbers: string };

/**
 * The statistic of the front page. `at`: when it was counted; `edited`: the headline that an editor wrote, or null if
 * the numbers have changed since then.
 */
export type FrontFigure = { statistic: Statistic; at: Date; edited: Pick<EditedFinding, 'text' | 'language'> | null };

/** A figure needs at least this many cases. */
const minCases = 3;

/** The default statistic: cases of this year, or of the last year with a case, by kind of pressure. */
function usual({ years }: Tally, thisYear: number): StatisticQuery | null {
  const year = Math.max(...[...years.keys()].filter((one) => one <= thisYear));
  return Number.isFinite(year)
    ? { by: 'group', with: null, over: null, text: null, filters: { year: [String(year)] } }
    : null;
}

/**
 * The statistic of the front page; null if the editor chose none, or if there are too few cases or values to compare. A
 * value whose name readers may not see is left out.
 */
export async function loadFrontFigure(
  db: Reader,
  tally: Tally,
  { figure: chosen, finding }: { figure: string | null; finding: EditedFinding | null },
  at: Date,
  thisYear: number,
): Promise<FrontFigure | null> {
  if (chosen === noFigure || !tally.years.size) return null;
  const wanted = chosen === null ? null : parseStatistic(`/statistics?${chosen}`);
  const query = wanted && isFigure(wanted) ? wanted : usual(tally, thisYear);
  if (!query) return null;
  const statistic = await countCases(db, query, 'public');
  const rows = statistic.rows.filter((row) => row.value === null || row.label !== null || !isNamed(query.by));
  const shown = { ...statistic, rows };
  if (statistic.total < minCases || !isChartable(shown)) return null;
  return { statistic: shown, at, edited: finding?.numbers === numbersOf(shown) ? finding : null };
}

/** The figure that readers would see now with a version of the front page, for the desk. */
export const loadFigureFor = async (
  db: Reader,
  version: { figure: string | null; finding: EditedFinding | null },
  at: Date,
  today: string,
): Promise<FrontFigure | null> => loadFrontFigure(db, await loadTally(db), version, at, Number(today.slice(0, 4)));
