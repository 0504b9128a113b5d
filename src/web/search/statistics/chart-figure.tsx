import type { Child } from 'hono/jsx';
import { cellAt, type Count, type Statistic, type Value } from '../../../search/statistics/count.ts';
import { periodsOf } from '../../../search/statistics/table.ts';
import { useWords } from '../../kit/view.tsx';
import { Bars, Columns, Hatch, Strips } from '../charts/bars.tsx';
import { periodTicks } from '../charts/ticks.ts';
import { countWords, dimensionWords, periodWords, titleOf, valueWords } from '../charts/words.ts';

/** How many values fit into each kind of chart. The table has all values. */
const room = { bars: 24, groups: 8, within: 6, strips: 16 };

export function chartCut({ query, rows, series }: Statistic): { rows: number; series: number } {
  const most = query.with
    ? { rows: room.groups, series: room.within }
    : { rows: query.over ? room.strips : room.bars, series: 0 };
  return { rows: Math.min(rows.length, most.rows), series: Math.min(series.length, most.series) };
}

/** A statistic as a picture. Its table has the same data in numbers. */
export function StatisticChart({ statistic }: { statistic: Statistic }) {
  const t = useWords();
  const { query, periods } = statistic;
  const cut = chartCut(statistic);
  const rows = statistic.rows.slice(0, cut.rows);
  const words = (which: 'by' | 'with') => (value: Value) => valueWords(t, query[which]!, value);
  const inRow = (row: Value): Value[] =>
    statistic.series.filter((one) => cellAt(statistic, row.value, one.value).sure > 0).slice(0, cut.series);
  const over = (row?: string | null, series?: string | null): Count[] =>
    periods.map((period) => cellAt(statistic, row, series, period));
  const ticks = query.over ? periodTicks(t, query.over, periods) : [];
  const picture = (): Child => {
    if (!query.by) return <Columns counts={over()} ticks={ticks} />;
    if (!query.over)
      return (
        <Bars
          rows={rows.map((row) => ({
            label: words('by')(row),
            count: cellAt(statistic, row.value),
            inner: query.with
              ? inRow(row).map((one) => ({ label: words('with')(one), count: cellAt(statistic, row.value, one.value) }))
              : undefined,
          }))}
        />
      );
    return (
      <Strips
        of={periods.length}
        ticks={ticks}
        rows={rows.map((row) => ({
          label: words('by')(row),
          total: countWords(cellAt(statistic, row.value)),
          counts: over(row.value),
          inner: query.with
            ? inRow(row).map((one) => ({
                label: words('with')(one),
                total: countWords(cellAt(statistic, row.value, one.value)),
                counts: over(row.value, one.value),
              }))
            : undefined,
        }))}
      />
    );
  };
  if (statistic.total === 0 || (!query.by && !periods.length)) return null;
  return (
    <div class="chart" role="img" aria-label={t('search.statistics.chart_label', { title: titleOf(t, query) })}>
      <Hatch />
      {picture()}
    </div>
  );
}

/** The most periods that a table shows as columns. If there are more, periods are rows. */
const wide = 12;
const mostLines = 60;

/** How many values a table on a page shows; the CSV has all. */
export function tableRows({ query, rows, series, periods }: Statistic): number {
  if (query.by && query.with && query.over)
    return Math.min(
      rows.length,
      Math.max(8, Math.floor(mostLines / (periods.length <= wide ? Math.min(series.length, 8) : periods.length))),
    );
  return query.by && query.over && periods.length > wide && !query.with
    ? Math.min(rows.length, wide)
    : Math.min(rows.length, mostLines);
}

/** The numbers of a statistic as a table, with totals at the end. */
export function StatisticTable({ statistic, caption }: { statistic: Statistic; caption: string }) {
  const t = useWords();
  const { query, total } = statistic;
  const periods = periodsOf(statistic);
  const rows = statistic.rows.slice(0, tableRows(statistic));
  const name = (which: 'by' | 'with', value: Value): string => valueWords(t, query[which]!, value);
  const when = (period: number | null): string => periodWords(t, query.over!, period);
  const cell = (count: Count) => <td class="num">{countWords(count)}</td>;
  const all = t('search.statistics.all');

  if (!query.by)
    return (
      <Frame caption={caption} head={[t(`search.statistics.period.${query.over!}`), t('search.statistics.cases')]}>
        <tbody>
          {periods.map((period) => (
            <tr>
              <th scope="row">{when(period)}</th>
              {cell(cellAt(statistic, undefined, undefined, period))}
            </tr>
          ))}
        </tbody>
        <Sum label={all} counts={[{ sure: total, perhaps: 0 }]} />
      </Frame>
    );

  const first = dimensionWords(t, 'head', query.by);
  if (!query.over) {
    const series = query.with ? statistic.series : [];
    return (
      <Frame
        caption={caption}
        head={[first, ...series.map((one) => name('with', one)), query.with ? all : t('search.statistics.cases')]}
      >
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{name('by', row)}</th>
              {series.map((one) => cell(cellAt(statistic, row.value, one.value)))}
              {cell(cellAt(statistic, row.value))}
            </tr>
          ))}
        </tbody>
        <Sum
          label={all}
          counts={[...series.map((one) => cellAt(statistic, undefined, one.value)), { sure: total, perhaps: 0 }]}
        />
      </Frame>
    );
  }

  if (!query.with && periods.length <= wide)
    return (
      <Frame caption={caption} head={[first, ...periods.map(when), all]}>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{name('by', row)}</th>
              {periods.map((period) => cell(cellAt(statistic, row.value, undefined, period)))}
              {cell(cellAt(statistic, row.value))}
            </tr>
          ))}
        </tbody>
        <Sum
          label={all}
          counts={[
            ...periods.map((period) => cellAt(statistic, undefined, undefined, period)),
            { sure: total, perhaps: 0 },
          ]}
        />
      </Frame>
    );

  if (!query.with) {
    const some = rows;
    return (
      <Frame
        caption={caption}
        head={[t(`search.statistics.period.${query.over}`), ...some.map((row) => name('by', row)), all]}
      >
        <tbody>
          {periods.map((period) => (
            <tr>
              <th scope="row">{when(period)}</th>
              {some.map((row) => cell(cellAt(statistic, row.value, undefined, period)))}
              {cell(cellAt(statistic, undefined, undefined, period))}
            </tr>
          ))}
        </tbody>
        <Sum label={all} counts={[...some.map((row) => cellAt(statistic, row.value)), { sure: total, perhaps: 0 }]} />
      </Frame>
    );
  }

  const isWide = periods.length <= wide;
  const series = statistic.series.slice(0, isWide ? mostLines : wide);
  return (
    <Frame
      caption={caption}
      head={[
        first,
        ...(isWide
          ? [dimensionWords(t, 'head', query.with), ...periods.map(when)]
          : [t(`search.statistics.period.${query.over}`), ...series.map((one) => name('with', one))]),
        all,
      ]}
    >
      {rows.map((row) => {
        const own = series.filter((one) => cellAt(statistic, row.value, one.value).sure > 0);
        const lines = isWide
          ? own.map((one) => ({
              label: name('with', one),
              counts: [
                ...periods.map((period) => cellAt(statistic, row.value, one.value, period)),
                cellAt(statistic, row.value, one.value),
              ],
            }))
          : periods
              .filter((period) => hasAny(cellAt(statistic, row.value, undefined, period)))
              .map((period) => ({
                label: when(period),
                counts: [
                  ...series.map((one) => cellAt(statistic, row.value, one.value, period)),
                  cellAt(statistic, row.value, undefined, period),
                ],
              }));
        const sum = isWide
          ? [...periods.map((period) => cellAt(statistic, row.value, undefined, period)), cellAt(statistic, row.value)]
          : [...series.map((one) => cellAt(statistic, row.value, one.value)), cellAt(statistic, row.value)];
        return (
          <tbody>
            {lines.map((line, index) => (
              <tr>
                {index ? null : (
                  <th scope="rowgroup" rowspan={lines.length + 1}>
                    {name('by', row)}
                  </th>
                )}
                <th scope="row">{line.label}</th>
                {line.counts.map(cell)}
              </tr>
            ))}
            <tr class="sum">
              <th scope="row">{all}</th>
              {sum.map(cell)}
            </tr>
          </tbody>
        );
      })}
    </Frame>
  );
}

const hasAny = (count: Count): boolean => count.sure + count.perhaps > 0;

function Sum({ label, counts }: { label: string; counts: readonly Count[] }) {
  return (
    <tfoot>
      <tr class="sum">
        <th scope="row">{label}</th>
        {counts.map((count) => (
          <td class="num">{countWords(count)}</td>
        ))}
      </tr>
    </tfoot>
  );
}

function Frame({ caption, head, children }: { caption: string; head: readonly string[]; children?: Child }) {
  return (
    <div class="scroll numbers" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((one, index) => (
              <th scope="col" class={index ? 'num' : undefined}>
                {one}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}
