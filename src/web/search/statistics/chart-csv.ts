import type { Translate } from '../../../platform/messages/messages.ts';
import type { Statistic, Value } from '../../../search/statistics/count.ts';
import { periodCode } from '../../../search/statistics/period.ts';
import type { Dimension } from '../../../search/statistics/query.ts';
import { linesOf } from '../../../search/statistics/table.ts';
import { valueWords } from '../charts/words.ts';

/** Placeholders for all values together, for cases without a value, and for cases without a usable date. */
export const marks = { all: '(all)', none: '(none)', undated: '(undated)' } as const;

/**
 * The numbers of a statistic as CSV (RFC 4180, UTF-8). Each line has the codes and names of its values, and its period.
 * `cases`: the number of cases that certainly have these. `perhaps_more`: the number of further cases that perhaps have
 * them. A reader of the file may not know where it is from. So each line also has the time of counting and the link to
 * the chart. `invented_in_all`: how many of all cases are invented. `disputed`: in how many of its cases a value is
 * disputed. Each of these two columns is left out if it counts nothing.
 */
export function statisticCsv(t: Translate, statistic: Statistic, made: { at: Date; address: string }): string {
  const { query, invented } = statistic;
  const hasDisputed = [...statistic.rows, ...statistic.series].some(({ disputed }) => disputed);
  const head = [
    ...columns(query.by),
    ...columns(query.with),
    ...(query.over ? [query.over] : []),
    'cases',
    'perhaps_more',
    ...(hasDisputed ? ['disputed'] : []),
    ...(invented ? ['invented_in_all'] : []),
    'counted_at',
    'figure',
  ];
  const lines = linesOf(statistic).map(({ row, series, period, count }) => [
    ...(query.by ? cells(t, query.by, row) : []),
    ...(query.with ? cells(t, query.with, series) : []),
    ...(query.over
      ? [period === undefined ? marks.all : period === null ? marks.undated : periodCode(query.over, period)]
      : []),
    String(count.sure),
    String(count.perhaps),
    ...(hasDisputed ? [period === undefined ? disputedIn(row, series) : ''] : []),
    ...(invented ? [String(invented)] : []),
    made.at.toISOString(),
    made.address,
  ]);
  return csvOf([head, ...lines]);
}

/** The number of cases in which the value of a line is disputed. Empty for a line with two values or none. */
function disputedIn(row: Value | undefined, series: Value | undefined): string {
  const [only, ...more] = [row, series].filter((one) => one !== undefined);
  return only && more.length === 0 ? String(only.disputed ?? 0) : '';
}

const columns = (dimension: Dimension | null): string[] => (dimension ? [dimension, `${dimension}_name`] : []);
const cells = (t: Translate, dimension: Dimension, value: Value | undefined): string[] =>
  value === undefined ? [marks.all, ''] : [value.value ?? marks.none, valueWords(t, dimension, value)];

/** A table as CSV (RFC 4180). */
export const csvOf = (lines: readonly (readonly string[])[]): string =>
  lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');

/**
 * A cell of a CSV. A spreadsheet could read some texts as formulas, so an apostrophe precedes such a text, as OWASP
 * advises.
 */
function quoted(cell: string): string {
  const plain = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
