import { z } from 'zod';
import { cellKey, type Statistic } from '../../search/statistics/count.ts';
import { filterNames, readStatistic, statisticKey } from '../../search/statistics/query.ts';
import { linesOf } from '../../search/statistics/table.ts';
import type { PublishedFigure } from './figures.ts';

/* A chart of an article as readers see it. Each public field is listed (docs/invariants.md, "Public by list"). */

const value = z.strictObject({
  value: z.string().nullable(),
  name: z.string().nullable(),
  cases: z.number(),
  /** In how many of these cases the value is disputed. */
  disputed: z.number().optional(),
});

export const publicFigure = z.strictObject({
  number: z.number(),
  /** When the cases were counted. Later changes of the record do not change the chart. */
  at: z.iso.datetime(),
  /** The URL of the same statistic, counted today. Null if its filters contain an item that is no longer public. */
  statistic: z.string().nullable(),
  by: z.string().nullable(),
  with: z.string().nullable(),
  over: z.string().nullable(),
  cases: z.number(),
  /** How many of these cases are invented, as in the sample data. */
  invented: z.number(),
  /** If the chart has periods: the numbers of cases whose period is certain, possible or unknown. */
  dated: z.strictObject({ sure: z.number(), perhaps: z.number(), none: z.number() }).nullable(),
  rows: z.array(value),
  series: z.array(value),
  /** Periods as numbers: years, or quarters or months counted from the year 0. */
  periods: z.array(z.number()),
  cut: z.strictObject({ rows: z.number(), series: z.number(), periods: z.number() }),
  /**
   * All numbers of the chart. A line without `row`, `series` or `period` counts all rows, series or periods. Null as a
   * row or series means "not recorded", as a period "without a usable date". `perhaps`: the number of further cases
   * that may belong to the line.
   */
  lines: z.array(
    z.strictObject({
      row: z.string().nullable().optional(),
      series: z.string().nullable().optional(),
      period: z.number().nullable().optional(),
      sure: z.number(),
      perhaps: z.number(),
    }),
  ),
  /** The names of outlets and laws in the chart's filters, by facet and value. */
  names: z.array(z.tuple([z.string(), z.string()])),
});
export type PublicFigure = z.output<typeof publicFigure>;

export function toPublicFigure({ number, statistic, at }: PublishedFigure): PublicFigure {
  const { query, total, invented, dated, periods, cut, names } = statistic;
  const listed = (values: Statistic['rows']) =>
    values.map((one) => ({
      value: one.value,
      name: one.label,
      cases: one.count,
      ...(one.disputed && { disputed: one.disputed }),
    }));
  const isNamed = (['outlet', 'law'] as const).every((name) =>
    (query.filters[name] ?? []).every((one) => names.has(`${name}=${one}`)),
  );
  return {
    number,
    at: at.toISOString(),
    statistic: isNamed ? statisticKey(query) : null,
    by: query.by,
    with: query.with,
    over: query.over,
    cases: total,
    invented: invented ?? 0,
    dated,
    rows: listed(statistic.rows),
    series: listed(statistic.series),
    periods,
    cut,
    lines: linesOf(statistic).map(({ row, series, period, count }) => ({
      ...(row && { row: row.value }),
      ...(series && { series: series.value }),
      ...(period !== undefined && { period }),
      ...count,
    })),
    names: filterNames().flatMap((name) =>
      (query.filters[name] ?? []).flatMap((one): [string, string][] =>
        names.has(`${name}=${one}`) ? [[`${name}=${one}`, names.get(`${name}=${one}`)!]] : [],
      ),
    ),
  };
}

/** The statistic of a chart, for its picture, table and CSV. */
export function statisticOf(figure: PublicFigure): Statistic {
  const listed = (values: PublicFigure['rows']): Statistic['rows'] =>
    values.map((one) => ({
      value: one.value,
      label: one.name,
      count: one.cases,
      ...(one.disputed && { disputed: one.disputed }),
    }));
  const { by, with: other, over } = figure;
  const query = readStatistic(
    new URLSearchParams(
      figure.statistic ??
        [
          ['by', by],
          ['with', other],
          ['over', over],
        ].flatMap(([name, one]) => (one ? [[name!, one]] : [])),
    ),
  );
  return {
    query,
    total: figure.cases,
    invented: figure.invented,
    dated: figure.dated,
    rows: listed(figure.rows),
    series: listed(figure.series),
    periods: figure.periods,
    cut: figure.cut,
    names: new Map(figure.names),
    cells: new Map(
      figure.lines.map(({ row, series, period, sure, perhaps }) => [cellKey(row, series, period), { sure, perhaps }]),
    ),
  };
}
