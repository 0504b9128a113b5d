import { cellAt, type Count, type Statistic } from '../../search/statistics/count.ts';
import { readPeriod } from '../../search/statistics/period.ts';
import { linesOf, type Line } from '../../search/statistics/table.ts';
import { problem, type Problem } from '../checks/problem.ts';
import { numbersIn, type Written } from './numbers.ts';

/** What a number of a calculated sentence means in the sentence's chart. */
export type Match =
  /** A number of the table; with `from` and `to`, the sum over the periods between the two. */
  | { is: 'count'; row?: string | null; series?: string | null; from?: number | null; to?: number | null; count: Count }
  /** A share of all cases, or of the cases of a row, in per cent. */
  | { is: 'share'; row?: string | null; series?: string | null; period?: number | null; of: 'all' | 'row' }
  /** The number of distinct values in the rows (`by`) or the series (`with`). */
  | { is: 'values'; which: 'by' | 'with' }
  /** A year, or another label of what was counted. */
  | { is: 'label' };

export type CheckedNumber = { text: string; value: number | null; matches: Match[] };

/** The sentence's numbers, each with its possible meanings in the chart. */
export function compareNumbers(text: string, statistic: Statistic): CheckedNumber[] {
  const numbers = numbersIn(text);
  const known = labelsOf(statistic);
  const years = numbers.flatMap((one) =>
    one.value !== null && !one.percent && known.has(one.value) && one.value >= 1000 ? [one.value] : [],
  );
  const lines = linesOf(statistic);
  return numbers.map((one) => ({
    text: one.text,
    value: one.value,
    matches: matchesOf(one, statistic, lines, years, known),
  }));
}

/**
 * Checks a sentence that is calculated from a statistic. Each number in it must be in the chart (a count, a sum, a
 * share, a number of values, or a counted year). If the sentence names years, the number must be about these years. If
 * the chart gives only a bound, the sentence must say "at least" or "at most".
 */
export function checkComputed(text: string, statistic: Statistic): Problem[] {
  const problems: Problem[] = [];
  const checked = compareNumbers(text, statistic);
  for (const one of checked) {
    if (one.value === null) {
      problems.push(problem('number-unread', { number: one.text }, text));
      continue;
    }
    if (one.matches.length === 0) problems.push(problem('number-not-in-figure', { number: one.text }, text));
    const [first] = one.matches;
    if (
      first?.is === 'count' &&
      !isBounded(text) &&
      one.matches.every((match) => match.is === 'count' && match.count.perhaps > 0)
    ) {
      const { count } = first;
      const both =
        checked.some((other) => other.value === count.sure) &&
        checked.some((other) => other.value === count.sure + count.perhaps);
      if (!both)
        problems.push(
          problem(
            'number-uncertain',
            { number: one.text, least: String(count.sure), most: String(count.sure + count.perhaps) },
            text,
          ),
        );
    }
  }
  if (!checked.some((one) => one.matches.some((match) => match.is !== 'label')))
    problems.push(problem('no-number', {}, text));
  return problems;
}

/** Whether a sentence describes a number as a bound. */
const isBounded = (text: string): boolean =>
  /\b(?:at least|at most|or more|no fewer than|no less than|not? more than|up to|minimum|maximum)\b|не менее|не более|как минимум|по меньшей мере|кемінде|кем дегенде|көп дегенде|alespoň|nejméně|minimálně|nejvýše|nanejvýš|maximálně/iu.test(
    text,
  );

function matchesOf(
  one: Written,
  statistic: Statistic,
  lines: readonly Line[],
  years: readonly number[],
  known: ReadonlySet<number>,
): Match[] {
  const { value } = one;
  if (value === null) return [];
  if (one.percent) return sharesOf(one, statistic, lines, years);
  const matches: Match[] = known.has(value) ? [{ is: 'label' }] : [];
  for (const line of lines) {
    if (!inYears(line, statistic, years) || !isOneOf(line.count, value)) continue;
    matches.push({
      is: 'count',
      ...(line.row && { row: line.row.value }),
      ...(line.series && { series: line.series.value }),
      ...(line.period !== undefined && { from: line.period, to: line.period }),
      count: line.count,
    });
  }
  if (years.length > 1) matches.push(...sumsOver(value, statistic, lines, years));
  for (const [which, values] of [
    ['by', statistic.rows],
    ['with', statistic.series],
  ] as const)
    if (values.length > 1 && values.filter((each) => each.value !== null).length === value)
      matches.push({ is: 'values', which });
  return matches;
}

const isOneOf = (count: Count, value: number): boolean =>
  count.sure === value || (count.perhaps > 0 && count.sure + count.perhaps === value);

/**
 * Whether a line is about the years that the sentence names. The line's period must be in one of these years. If the
 * line is the sum of all periods, both the first and the last period must be in one of these years.
 */
function inYears({ period }: Line, { query, periods }: Statistic, years: readonly number[]): boolean {
  if (!query.over || years.length === 0) return true;
  const yearOf = (number: number): number => readPeriod(query.over!, number).year;
  if (period === null) return false;
  if (period !== undefined) return years.includes(yearOf(period));
  const [first, last] = [periods[0], periods.at(-1)];
  return first !== undefined && last !== undefined && years.includes(yearOf(first)) && years.includes(yearOf(last));
}

/** For "From 2016 to 2018": finds a sum over the periods from the first to the last year that the sentence names. */
function sumsOver(value: number, statistic: Statistic, lines: readonly Line[], years: readonly number[]): Match[] {
  const { query, periods } = statistic;
  if (!query.over) return [];
  const within = periods.filter((period) => {
    const { year } = readPeriod(query.over!, period);
    return year >= Math.min(...years) && year <= Math.max(...years);
  });
  return lines.flatMap(({ row, series, period }): Match[] => {
    if (period !== undefined) return [];
    const cells = within.map((each) => cellAt(statistic, row?.value, series?.value, each));
    const count = {
      sure: cells.reduce((sum, cell) => sum + cell.sure, 0),
      perhaps: cells.reduce((most, cell) => Math.max(most, cell.perhaps), 0),
    };
    return count.sure === value
      ? [
          {
            is: 'count',
            ...(row && { row: row.value }),
            ...(series && { series: series.value }),
            from: within[0]!,
            to: within.at(-1)!,
            count,
          },
        ]
      : [];
  });
}

function sharesOf(one: Written, statistic: Statistic, lines: readonly Line[], years: readonly number[]): Match[] {
  const fits = (count: Count, of: number): boolean =>
    of > 0 && count.perhaps === 0 && rounded((100 * count.sure) / of, one.decimals) === one.value;
  return lines.flatMap(({ row, series, period, count }): Match[] => {
    if (!inYears({ row, series, period, count }, statistic, years)) return [];
    const part = {
      ...(row && { row: row.value }),
      ...(series && { series: series.value }),
      ...(period !== undefined && { period }),
    };
    const ofAll: Match[] =
      (row || series || period !== undefined) && fits(count, statistic.total)
        ? [{ is: 'share', ...part, of: 'all' }]
        : [];
    const ofRow: Match[] =
      row && (series || period !== undefined) && fits(count, cellAt(statistic, row.value).sure)
        ? [{ is: 'share', ...part, of: 'row' }]
        : [];
    return [...ofAll, ...ofRow];
  });
}

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Numbers that are labels: the years of periods, of values and of filters. */
function labelsOf({ query, periods, rows, series }: Statistic): Set<number> {
  const labels = new Set<number>();
  if (query.over) for (const period of periods) labels.add(readPeriod(query.over, period).year);
  for (const year of query.filters.year ?? []) labels.add(Number(year));
  for (const [dimension, values] of [
    [query.by, rows],
    [query.with, series],
  ] as const)
    if (dimension === 'year') for (const each of values) if (each.value !== null) labels.add(Number(each.value));
  return labels;
}
