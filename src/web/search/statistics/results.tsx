import type { Audience } from '../../../record/views/briefs.ts';
import { caseFilters, deskFacets, type FacetName } from '../../../record/vocabulary/facets.ts';
import { countCases, type Statistic } from '../../../search/statistics/count.ts';
import { countDisputed } from '../../../search/statistics/disputed.ts';
import { matching } from '../../../search/statistics/matching.ts';
import { measureLengths, type Lengths } from '../../../search/statistics/lengths.ts';
import { loadNewestSource } from '../../../search/statistics/newest-source.ts';
import { isChartable } from '../../../search/statistics/finding.ts';
import {
  dimensions,
  filterNames,
  isAlone,
  isInTime,
  periods,
  statisticParams,
  type StatisticQuery,
} from '../../../search/statistics/query.ts';
import { listCases, type Found } from '../../../search/query/find.ts';
import { Empty, Filters } from '../../kit/components/page-parts.tsx';
import { Filled } from '../../kit/components/filled.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx } from '../../kit/context.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { hostOf } from '../../exchange/export/export-files-page.ts';
import { routes, type RecordFilters } from '../../routes.ts';
import { disputedWords, findingWords } from '../charts/finding-words.ts';
import { dimensionWords, foundWords, narrowedTo, titleOf, wholeTitle } from '../charts/words.ts';
import { approximateCounts, Chosen, filterGroups } from '../public/filters.tsx';
import { lengthsWords } from './report.tsx';
import { outside, pathsOf } from '../share/chart-to-share.ts';
import { ShareBox } from '../share/share-box.tsx';
import { addressOf } from './chart-address.ts';
import { statisticCsv } from './chart-csv.ts';
import { rowsInChart, StatisticChart, StatisticTable, tableRows } from './chart-figure.tsx';
import { CountingRules } from './counting-rules.tsx';

/* Parts that the public page of statistics and the desk page of statistics share. */

export type StatisticView = {
  statistic: Statistic;
  at: Date;
  audience: Audience;
  /** The full address of the page for a frame. */ embed: string;
  /** How long the cases took; null except in the chart of durations. */ lengths: Lengths | null;
  /** By kind of pressure, in how many cases it is disputed. */ disputed: ReadonlyMap<string, number>;
  /** For readers: when the newest source of the cases was published (EDTF). */ newest: string | null;
} & Pick<Found, 'facets' | 'facetsOver'>;

const addressFor = (audience: Audience) => (audience === 'desk' ? routes.desk.statistics : routes.statistics);
const filtersFor = (audience: Audience): readonly FacetName[] =>
  audience === 'desk' ? [...caseFilters, ...deskFacets] : caseFilters;

/** Whether an address is the canonical address of the chart. That of a submitted form is not: it has empty fields. */
export const isOwnAddress = (url: URL, query: StatisticQuery): boolean =>
  !url.search || new URLSearchParams(statisticParams(query)).toString() === url.searchParams.toString();

/** Whether a chart is the default: the number of cases per year, without filters. */
export const isFirst = (query: StatisticQuery): boolean => statisticParams(query).length === 1 && query.over === 'year';

export async function loadStatistic(c: Ctx, query: StatisticQuery, audience: Audience): Promise<StatisticView> {
  const { app } = c.get('deps');
  const { facets, facetsOver } = await listCases(
    app.db.read,
    { ...query.filters, text: query.text ?? undefined, perPage: 1 },
    audience,
  );
  const statistic = await countCases(app.db.read, query, audience);
  return {
    statistic,
    newest: audience === 'public' ? await loadNewestSource(app.db.read, statistic) : null,
    disputed: await countDisputed(app.db.read, 'type', await matching(app.db.read, query, audience), audience),
    at: app.now(),
    audience,
    embed: outside(c, pathsOf(query).embed),
    lengths: query.by === 'duration' ? await measureLengths(app.db.read, query, audience) : null,
    facets,
    facetsOver,
  };
}

export async function statisticFile(c: Ctx, query: StatisticQuery, audience: Audience): Promise<Response> {
  const { app } = c.get('deps');
  const statistic = await countCases(app.db.read, query, audience);
  const at = app.now();
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', `attachment; filename="statistics-${at.toISOString().slice(0, 10)}.csv"`);
  const address = hostOf(c) + addressFor(audience)(addressOf(query));
  return c.body(statisticCsv(c.get('t'), statistic, { at, address }));
}

/** The parameters that select by what the cases are counted. The form with the filters keeps them. */
const countedBy = ({ by, with: other, over }: StatisticQuery): Record<string, string> => ({
  ...(by && { by }),
  ...(other && { with: other }),
  ...(over && { over }),
});
const narrowedBy = (query: StatisticQuery): RecordFilters => ({ q: query.text ?? undefined, ...query.filters });

export function StatisticFilters({ statistic: { query }, audience, facets, facetsOver, disputed }: StatisticView) {
  const { t } = useView();
  if (query.by && isAlone(query.by, audience)) return null;
  const filters = narrowedBy(query);
  return (
    <Filters
      action={addressFor(audience)()}
      q={filters.q}
      groups={filterGroups(t, facets, filters, filtersFor(audience), disputed)}
      approximate={approximateCounts(t, { facetsOver })}
      keep={countedBy(query)}
      folded={{ open: audience === 'desk' && Object.keys(query.filters).length > 0 }}
    />
  );
}

export function ChosenFilters({ statistic: { query }, audience, facets }: StatisticView) {
  return (
    <Chosen
      filters={narrowedBy(query)}
      facets={facets}
      names={filtersFor(audience)}
      address={(other) => addressFor(audience)({ ...countedBy(query), ...other })}
    />
  );
}

export function StatisticResults({ statistic, at, audience, embed, lengths, newest }: StatisticView) {
  const t = useWords();
  const { query } = statistic;
  const page = addressFor(audience);
  const narrowed = narrowedTo(t, statistic);
  const finding = findingWords(t, statistic, at, audience);
  return (
    <div class="results">
      {audience === 'desk' ? <CountBy query={query} audience={audience} /> : null}
      {statistic.total ? (
        <figure class="figure" id="figure">
          <figcaption>
            <h2>{finding ?? titleOf(t, query)}</h2>
            {finding ? <p class="measured">{titleOf(t, query)}</p> : null}
            {narrowed.length ? (
              <p class="narrowed">{t('search.statistics.narrowed', { what: narrowed.join('; ') })}</p>
            ) : null}
            {lengths ? <p>{lengthsWords(t, lengths)}</p> : null}
            <p class="muted">
              {foundWords(t, statistic)}
              {newest === null ? null : (
                <>
                  {' · '}
                  <NewestSource edtf={newest} />
                </>
              )}
            </p>
          </figcaption>
          <StatisticChart statistic={statistic} at={at} audience={audience} titled />
          <FigureNotes statistic={statistic} audience={audience} />
          <CountingRules statistic={statistic} rows={rowsInChart(statistic)} />
        </figure>
      ) : (
        <Empty
          title={t(narrowed.length ? 'search.statistics.nothing' : 'search.statistics.no_cases')}
          action={narrowed.length ? { href: page(countedBy(query)), label: t('kit.filters.clear') } : undefined}
        />
      )}
      {audience === 'public' ? (
        <>
          <p class="muted">{t('search.statistics.lead')}</p>
          <CountBy query={query} audience={audience} />
        </>
      ) : null}
      {statistic.total ? (
        <section aria-label={t('search.statistics.cases')}>
          <StatisticTable statistic={statistic} caption={wholeTitle(t, statistic)} />
          <p class="muted figure-note">
            {t('search.statistics.made')} <EdtfDate edtf={`${at.toISOString().slice(0, 16)}Z`} />
            <span class="no-print">
              {' · '}
              <a href={page.as('csv', addressOf(query))}>{t('search.statistics.csv')}</a> ·{' '}
              <a href={page(addressOf(query))}>{t('search.statistics.address')}</a>
              {audience === 'public' && query.by === 'country' ? (
                <>
                  {' · '}
                  <a href={routes.map(narrowedBy(query))}>{t('search.statistics.map.link')}</a>
                </>
              ) : null}
            </span>
          </p>
          <p class="muted no-print">{t('search.statistics.csv_hint')}</p>
          {audience === 'public' ? (
            <ShareBox
              statistic={statistic}
              title={finding ?? wholeTitle(t, statistic)}
              paths={pathsOf(query)}
              embed={embed}
            />
          ) : null}
        </section>
      ) : null}
    </div>
  );
}

/** The date of the newest source of a chart. It is shown because it may be much older than the day of the count. */
export const NewestSource = ({ edtf }: { edtf: string }) => (
  <Filled message="record.public.case.answer.as_of" name="date">
    <EdtfDate edtf={edtf} />
  </Filled>
);

/** Notes that readers need to understand the chart. */
export function FigureNotes({ statistic, audience = 'public' }: { statistic: Statistic; audience?: Audience }) {
  const t = useWords();
  const { query, rows, cut, dated } = statistic;
  const known = rows.filter((row) => row.value !== null || !isInTime(query.by));
  const disputed = disputedWords(t, statistic);
  const inChart = rowsInChart(statistic).length;
  const notes = [
    ...(dated?.perhaps ? [t('search.statistics.hatched')] : []),
    ...(disputed === null ? [] : [disputed]),
    ...(isChartable(statistic) && inChart < known.length
      ? [t(`search.statistics.chart_cut${isInTime(query.by) ? '_years' : ''}`, { shown: inChart })]
      : []),
    ...(tableRows(statistic) < rows.length
      ? [t('search.statistics.table_cut', { shown: tableRows(statistic), of: rows.length })]
      : []),
    ...(cut.rows || cut.series
      ? [t('search.statistics.values_cut', { shown: cut.rows ? rows.length : statistic.series.length })]
      : []),
    ...(cut.periods ? [t('search.statistics.periods_cut')] : []),
    ...(query.by && isAlone(query.by, audience) ? [t('search.statistics.alone')] : []),
    t(query.by && query.by !== 'status' ? 'search.statistics.several' : 'search.statistics.several_not'),
  ];
  return <p class="muted figure-note">{notes.join(' ')}</p>;
}

/** The form that selects what to count by. It does not change the filters. */
export function CountBy({ query, audience }: { query: StatisticQuery; audience: Audience }) {
  const { t, mirror } = useView();
  if (mirror) return <p class="muted">{t('site.mirror.statistics')}</p>;
  const select = (name: 'by' | 'with' | 'over', none: string, options: readonly (readonly [string, string])[]) => (
    <p>
      <label for={`count-${name}`}>{t(`search.statistics.form.${name}`)}</label>
      <select id={`count-${name}`} name={name}>
        <option value="">{none}</option>
        {options.map(([value, label]) => (
          <option value={value} selected={query[name] === value}>
            {label}
          </option>
        ))}
      </select>
    </p>
  );
  const facets = dimensions(audience).map((one) => [one, dimensionWords(t, 'by', one)] as const);
  return (
    <form class="count-by" method="get" action={addressFor(audience)()} aria-label={t('search.statistics.form')}>
      {select('by', t('search.statistics.form.all'), facets)}
      {select(
        'with',
        t('search.statistics.form.nothing'),
        facets.filter(([name]) => !isAlone(name, audience)),
      )}
      {select(
        'over',
        t('search.statistics.form.no_time'),
        periods.map((one) => [one, t(`search.statistics.form.${one}s`)] as const),
      )}
      {query.text ? <input type="hidden" name="q" value={query.text} /> : null}
      {filterNames(audience).flatMap((name) =>
        (query.filters[name] ?? []).map((value) => <input type="hidden" name={name} value={value} />),
      )}
      <p>
        <button class="button main small" type="submit">
          {t('search.statistics.form.submit')}
        </button>
      </p>
    </form>
  );
}
