import type { Child } from 'hono/jsx';
import type { Audience } from '../../../record/views/briefs.ts';
import { cellAt, type Count, type Statistic, type Value } from '../../../search/statistics/count.ts';
import { findingOf, isChartable, namedBy } from '../../../search/statistics/finding.ts';
import { isInTime } from '../../../search/statistics/query.ts';
import { periodsOf } from '../../../search/statistics/table.ts';
import { Shape } from '../../kit/components/shapes.tsx';
import { useWords } from '../../kit/view.tsx';
import { Bars, Columns, Hatch, Strips, type Tone } from '../charts/bars.tsx';
import { findingWords } from '../charts/finding-words.ts';
import { periodTicks } from '../charts/ticks.ts';
import { countWords, dimensionWords, periodWords, titleOf, valueWords } from '../charts/words.ts';

/** The maximum number of values in each kind of chart. */
const maxRows = { bars: 24, groups: 8, within: 6, strips: 16, years: 240 };

/**
 * The values in the chart: the most frequent ones, or the latest years.
 * @param few the maximum number of values in a small chart, which does not count cases without a value
 * @param limit the maximum number of values besides the row for cases without a value
 */
export function rowsInChart({ query, rows }: Statistic, few?: number, limit?: number): Value[] {
  const known = rows.filter((row) => row.value !== null);
  const isTime = isInTime(query.by);
  if (few !== undefined && !isTime) return known.slice(0, few);
  if (limit !== undefined && !isTime) return [...known.slice(0, limit), ...rows.filter((row) => row.value === null)];
  const most = query.with ? maxRows.groups : query.over ? maxRows.strips : isTime ? maxRows.years : maxRows.bars;
  return isTime ? known.slice(-most) : rows.slice(0, most);
}

/** A statistic as a chart or, if there is nothing to compare, as a sentence. Nothing if no cases were counted. */
export function StatisticChart({
  statistic,
  at = null,
  audience = 'public',
  titled = false,
  few,
  limit,
}: {
  statistic: Statistic;
  /** When the cases were counted. */ at?: Date | null;
  audience?: Audience;
  /** Whether the finding is already the heading of the figure. */ titled?: boolean;
  /** The maximum number of values in a small chart, which has no legend. */ few?: number;
  /** The maximum number of values in the chart. Its finding is about all values. */ limit?: number;
}) {
  const t = useWords();
  const { query, periods } = statistic;
  if (statistic.total === 0) return null;
  if (!isChartable(statistic)) {
    const words = titled ? null : findingWords(t, statistic, at, audience);
    return words ? <p class="in-words">{words}</p> : null;
  }
  const named = namedBy(findingOf(statistic, at, audience));
  const rows = rowsInChart(statistic, few, limit);
  const words = (which: 'by' | 'with') => (value: Value) => valueWords(t, query[which]!, value);
  const tone = ({ value }: Value): Tone | undefined =>
    value === null ? 'none' : named.values.has(value) ? 'found' : undefined;
  const inRow = (row: Value): Value[] =>
    statistic.series.filter((one) => cellAt(statistic, row.value, one.value).sure > 0).slice(0, maxRows.within);
  const over = (row?: string | null, series?: string | null): Count[] =>
    periods.map((period) => cellAt(statistic, row, series, period));
  const ticks = query.over ? periodTicks(t, query.over, periods) : [];
  const placesOf = (values: readonly boolean[]): Set<number> =>
    new Set(values.flatMap((is, index) => (is ? [index] : [])));
  const marked = (value: Value, label: Child): Child =>
    value.disputed ? (
      <>
        {label} <Shape name="disputed" /> <span class="sr">{t('kit.filters.disputed', { count: value.disputed })}</span>
      </>
    ) : (
      label
    );
  const picture = (): Child => {
    if (!query.by)
      return (
        <Columns counts={over()} ticks={ticks} found={placesOf(periods.map((period) => named.periods.has(period)))} />
      );
    if (isInTime(query.by) && !query.with && !query.over)
      return (
        <Columns
          counts={rows.map((row) => cellAt(statistic, row.value))}
          ticks={periodTicks(
            t,
            'year',
            rows.map((row) => Number(row.value)),
          )}
          found={placesOf(rows.map((row) => tone(row) === 'found'))}
        />
      );
    if (!query.over)
      return (
        <Bars
          rows={rows.map((row) => ({
            label: marked(row, words('by')(row)),
            count: cellAt(statistic, row.value),
            tone: tone(row),
            inner: query.with
              ? inRow(row).map((one) => ({
                  label: marked(one, words('with')(one)),
                  count: cellAt(statistic, row.value, one.value),
                  tone: one.value === null ? 'none' : undefined,
                }))
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
          total: countWords(cellAt(statistic, row.value), t),
          counts: over(row.value),
          tone: tone(row),
          inner: query.with
            ? inRow(row).map((one) => ({
                label: words('with')(one),
                total: countWords(cellAt(statistic, row.value, one.value), t),
                counts: over(row.value, one.value),
                tone: one.value === null ? 'none' : undefined,
              }))
            : undefined,
        }))}
      />
    );
  };
  const isNamed = named.periods.size > 0 || rows.some((row) => tone(row) === 'found');
  return (
    <>
      <div
        class={isNamed ? 'chart named' : 'chart'}
        role="img"
        aria-label={t('search.statistics.chart_label', { title: titleOf(t, query) })}
      >
        <Hatch />
        {picture()}
      </div>
      {few === undefined ? (
        <ChartKey
          found={isNamed}
          perhaps={(statistic.dated?.perhaps ?? 0) > 0}
          none={rows.some((row) => row.value === null)}
        />
      ) : null}
    </>
  );
}

/** The legend of a chart. Nothing if all bars look the same. */
function ChartKey(looks: { found: boolean; perhaps: boolean; none: boolean }) {
  const t = useWords();
  const shown = (['found', 'perhaps', 'none'] as const).filter((look) => looks[look]);
  if (!shown.length) return null;
  return (
    <p class="chart chart-key">
      {shown.map((look) => (
        <span>
          <svg width="22" height="12" aria-hidden="true" focusable="false">
            <rect
              class={look === 'perhaps' ? 'perhaps' : `sure ${look}`}
              fill={look === 'perhaps' ? 'url(#perhaps)' : undefined}
              x="1"
              y="1"
              width="20"
              height="10"
            />
          </svg>{' '}
          {t(`search.statistics.key.${look}`)}
        </span>
      ))}
    </p>
  );
}

/** The maximum number of periods that a table shows as columns. If there are more, periods are rows. */
const wide = 12;
const maxLines = 60;

/** The number of values that the table on a page shows. The CSV has all values. */
export function tableRows({ query, rows, series, periods }: Statistic): number {
  if (query.by && query.with && query.over)
    return Math.min(
      rows.length,
      Math.max(8, Math.floor(maxLines / (periods.length <= wide ? Math.min(series.length, 8) : periods.length))),
    );
  return query.by && query.over && periods.length > wide && !query.with
    ? Math.min(rows.length, wide)
    : Math.min(rows.length, maxLines);
}

/** The numbers of a statistic as a table, with totals at the end. */
export function StatisticTable({ statistic, caption }: { statistic: Statistic; caption: string }) {
  const t = useWords();
  const { query, total } = statistic;
  const periods = periodsOf(statistic);
  const rows = statistic.rows.slice(0, tableRows(statistic));
  const name = (which: 'by' | 'with', value: Value): string => valueWords(t, query[which]!, value);
  const when = (period: number | null): string => periodWords(t, query.over!, period);
  const cell = (count: Count) => <td class="num">{countWords(count, t)}</td>;
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
  const series = statistic.series.slice(0, isWide ? maxLines : wide);
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
  const t = useWords();
  return (
    <tfoot>
      <tr class="sum">
        <th scope="row">{label}</th>
        {counts.map((count) => (
          <td class="num">{countWords(count, t)}</td>
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
