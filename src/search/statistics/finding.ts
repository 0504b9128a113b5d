import { cellAt, type Count, type Statistic, type Value } from './count.ts';
import { periodNumber } from './period.ts';
import { isAlone, isInTime, type Period } from './query.ts';
import type { Audience } from '../../record/views/briefs.ts';

/**
 * The finding of a statistic: what its numbers show, according to the rules in this file only
 * (docs/decisions/0214-findings-of-charts.md). `of`: the number of cases on which the finding is based.
 */
export type Finding = {
  what:
    | { is: 'nothing' }
    /** No case has a value or a date. */
    | { is: 'unrecorded' }
    /** Too few cases have a value or a date for a finding. */
    | { is: 'hardly' }
    /** All cases with a value have the same one. */
    | { is: 'only'; value: Value }
    | { is: 'most'; value: Value; majority: boolean }
    /** Two or three values have the same number of cases, and more than any other. */
    | { is: 'tied'; values: Value[] }
    /** Three of many values together have most of the cases. */
    | { is: 'few'; values: Value[]; count: number; others: number }
    /** Many values have the same, highest count, or several values have one case each. */
    | { is: 'spread'; count: number }
    /** The counts are rounded down for readers (`isAlone`), so they cannot be compared. */
    | { is: 'floors'; values: Value[] }
    | { is: 'pair'; row: Value; series: Value; count: number }
    | { is: 'period'; period: number; count: Count }
    | { is: 'trend'; up: boolean; from: Dated; to: Dated }
    | { is: 'change'; up: boolean; from: Dated; to: Dated }
    | { is: 'peak'; periods: Dated[] }
    | { is: 'level'; count: number };
  of: number;
  /** The number of cases without a value or a date. */
  missing: number;
  /** Whether `of` leaves out the cases without a value or date, because they are more than half of all. */
  known: boolean;
  /** Whether the numbers are too small for conclusions. */
  small: boolean;
};
export type Dated = { period: number; count: Count };

/** Fewer cases than this are called small numbers on the page. */
const small = 10;
export const isSmall = (cases: number): boolean => cases > 0 && cases < small;
/** For a finding, at least this share of the cases must have a value or a date. */
const minKnown = 0.1;
/** At most this many values with the same count are named. */
const maxTied = 3;
/** Three values are named together (`few`) if there are at least this many values, and the three have most cases. */
const many = 6;
/** A trend needs this many periods, each with more cases than the one before, or each with fewer. */
const trendPeriods = 4;
/** The highest count of a trend must be at least this number. */
const trendCases = 10;

/**
 * The finding of a statistic. Null if years or periods were left out (`cut`), because one of these may have the most
 * cases. Also null if the statistic has neither a dimension nor periods.
 * @param at when the cases were counted, so that periods that had not ended are not compared. Null: no trend or change
 *   is looked for
 */
export function findingOf(statistic: Statistic, at: Date | null, audience: Audience = 'public'): Finding | null {
  const { query, total, dated, cut } = statistic;
  const finding = (what: Finding['what'], of: number, missing = 0): Finding => ({
    what,
    of,
    missing,
    known: of < total,
    small: isSmall(of),
  });
  if (total === 0) return finding({ is: 'nothing' }, 0);
  if (query.by && isAlone(query.by, audience))
    return finding({ is: 'floors', values: statistic.rows.slice(0, maxTied) }, total);
  if (query.by) {
    if (cut.rows && isInTime(query.by)) return null;
    const missing = statistic.rows.find((row) => row.value === null)?.count ?? 0;
    const of = missing * 2 > total ? total - missing : total;
    if (isHardlyKnown(of, total)) return finding({ is: 'hardly' }, of, missing);
    const pair = query.with && !cut.rows && !cut.series ? pairOf(statistic) : null;
    return finding(pair ?? ofValues(statistic, of), pair ? total : of || total, missing);
  }
  if (!query.over || !dated || cut.periods) return null;
  const of = dated.none * 2 > total ? total - dated.none : total;
  if (isHardlyKnown(of, total)) return finding({ is: 'hardly' }, of, dated.none);
  return finding(overTime(statistic, at), of || total, dated.none);
}

const isHardlyKnown = (known: number, total: number): boolean => known > 0 && known < total * minKnown;

/** Whether no case of a statistic has a value or a date. */
export const isUnrecorded = ({ query, rows, total, dated }: Statistic): boolean =>
  total > 0 && (query.by ? rows.every(({ value, count }) => value === null || !count) : dated?.none === total);

/** The values and periods that a finding names. */
export function namedBy(finding: Finding | null): { values: ReadonlySet<string>; periods: ReadonlySet<number> } {
  const what = finding?.what;
  const values = !what
    ? []
    : 'values' in what && what.is !== 'floors'
      ? what.values
      : what.is === 'most'
        ? [what.value]
        : what.is === 'pair'
          ? [what.row]
          : [];
  const periods = !what ? [] : 'from' in what ? [what.from, what.to] : what.is === 'peak' ? what.periods : [];
  return {
    values: new Set(values.flatMap((one) => one.value ?? [])),
    periods: new Set(periods.map((one) => one.period)),
  };
}

/** Whether a statistic has at least two numbers to compare. Otherwise the sentence of the finding is enough. */
export function isChartable(statistic: Statistic): boolean {
  const { query, rows, series, periods, total } = statistic;
  if (total === 0) return false;
  const values = rows.filter((row) => row.value !== null && row.count > 0);
  const inPeriods = periods.filter((period) => any(cellAt(statistic, undefined, undefined, period))).length;
  if (!query.by) return inPeriods > 1;
  if (!query.with) return values.length > 1 || (values.length === 1 && inPeriods > 1);
  const pairs = values.flatMap((row) =>
    series.filter((one) => one.value !== null && any(cellAt(statistic, row.value, one.value))),
  );
  return pairs.length > 1 || (pairs.length === 1 && inPeriods > 1);
}

const any = ({ sure, perhaps }: Count): boolean => sure + perhaps > 0;
const reach = ({ sure, perhaps }: Count): number => sure + perhaps;

function ofValues({ rows, cut }: Statistic, of: number): Finding['what'] {
  const known = rows.filter((row) => row.value !== null && row.count > 0).toSorted((a, b) => b.count - a.count);
  const [first, second] = known;
  if (!first) return { is: 'unrecorded' };
  if (!second) return { is: 'only', value: first };
  const top = known.filter((row) => row.count === first.count);
  if (top.length === 1 && first.count * 2 > of) return { is: 'most', value: first, majority: true };
  const three = known.slice(0, 3);
  const together = three.reduce((sum, row) => sum + row.count, 0);
  // Counts can be added only if each case has exactly one value: then the rows add up to the number of cases.
  const isSingle = !cut.rows && known.reduce((sum, row) => sum + row.count, 0) === of;
  if (isSingle && known.length >= many && together * 3 >= of * 2 && three[2]!.count > known[3]!.count)
    return { is: 'few', values: three, count: together, others: known.length - 3 };
  if (top.length === 1) return { is: 'most', value: first, majority: false };
  // Values with one case each are not named as tied.
  return top.length <= maxTied && first.count > 1 ? { is: 'tied', values: top } : { is: 'spread', count: first.count };
}

/** The most frequent combination of a row and a series; null if several are equally frequent, or if there is none. */
function pairOf({ rows, series, ...statistic }: Statistic): Finding['what'] | null {
  const pairs = rows.flatMap((row) =>
    series.flatMap((one) => {
      const count = cellAt(statistic, row.value, one.value).sure;
      return row.value !== null && one.value !== null && count > 0 ? [{ row, series: one, count }] : [];
    }),
  );
  const [first, second] = pairs.toSorted((a, b) => b.count - a.count);
  return first && (!second || first.count > second.count) ? { is: 'pair', ...first } : null;
}

function overTime(statistic: Statistic, at: Date | null): Finding['what'] {
  const { query, periods } = statistic;
  const over = query.over!;
  const all = periods.map((period) => ({ period, count: cellAt(statistic, undefined, undefined, period) }));
  const filled = all.filter(({ count }) => any(count));
  if (!filled.length) return { is: 'unrecorded' };
  if (filled.length === 1) return { is: 'period', ...filled[0]! };
  const ended = at ? all.filter(({ period }) => period < periodAt(over, at)) : [];
  const trend = trendOf(ended);
  if (trend) return trend;
  const [before, last] = ended.slice(-2);
  if (before && last && isChange(before.count, last.count))
    return { is: 'change', up: last.count.sure > before.count.sure, from: before, to: last };
  const highest = Math.max(...all.map(({ count }) => count.sure));
  const top = all.filter(({ count }) => count.sure === highest);
  const isSure = all.every((one) =>
    top.includes(one) ? one.count.perhaps === 0 || top.length === 1 : reach(one.count) < highest,
  );
  return isSure && top.length <= maxTied && highest > 0
    ? { is: 'peak', periods: top }
    : { is: 'level', count: Math.max(...all.map(({ count }) => reach(count))) };
}

function periodAt(over: Period, at: Date): number {
  const month = at.getUTCMonth();
  return periodNumber(
    over,
    at.getUTCFullYear(),
    { year: 1, quarter: Math.floor(month / 3) + 1, month: month + 1 }[over],
  );
}

/** Whether one period certainly has more cases than another, even if all of its `perhaps` belong to the other. */
const exceeds = (more: Count, fewer: Count): boolean => more.sure > reach(fewer);

/**
 * Whether two periods differ by more than chance explains: by more than two standard deviations. The standard deviation
 * of the difference of two such counts is the square root of their sum. False if both have fewer than `small` cases.
 */
function isChange(a: Count, b: Count): boolean {
  const [fewer, more] = exceeds(b, a) ? [a, b] : [b, a];
  return exceeds(more, fewer) && more.sure >= small && (more.sure - reach(fewer)) ** 2 > 4 * (more.sure + reach(fewer));
}

/**
 * The longest sequence of ended periods, up to the last one, in which the counts only rise, or only fall. Null if it
 * has fewer than `trendPeriods` periods, if it may be chance (`isChange`), or if its counts are below `trendCases`.
 */
function trendOf(ended: readonly Dated[]): Finding['what'] | null {
  for (const up of [true, false]) {
    let first = ended.length - 1;
    while (
      first > 0 &&
      (up
        ? exceeds(ended[first]!.count, ended[first - 1]!.count)
        : exceeds(ended[first - 1]!.count, ended[first]!.count))
    )
      first--;
    const [from, to] = [ended[first], ended.at(-1)];
    if (!from || !to || ended.length - first < trendPeriods) continue;
    if (isChange(from.count, to.count) && Math.max(from.count.sure, to.count.sure) >= trendCases)
      return { is: 'trend', up, from, to };
  }
  return null;
}
