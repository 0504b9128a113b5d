import type { Reader } from '../../../platform/database/tx.ts';
import { countCases, type Statistic } from '../../../search/statistics/count.ts';
import {
  dimensions,
  filterNames,
  isAlone,
  periods,
  readStatistic,
  statisticParams,
  type StatisticQuery,
} from '../../../search/statistics/query.ts';
import { listCases, type Found } from '../../../search/query/find.ts';
import { addressOf } from '../statistics/chart-address.ts';
import { statisticCsv } from '../statistics/chart-csv.ts';
import { chartCut, StatisticChart, StatisticTable, tableRows } from '../statistics/chart-figure.tsx';
import { dimensionWords, narrowedTo, titleOf, wholeTitle } from '../charts/words.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Filters } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes, type RecordFilters } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';
import { hostOf } from '../../exchange/export/export-files-page.ts';
import { caseFilters } from '../../../record/vocabulary/facets.ts';
import { approximateCounts, Chosen, filterGroups } from './filters.tsx';
import { removesFilters } from './without.ts';

export function statisticsPage(web: Router): void {
  removesFilters(web, routes.statistics);
  web.get(routes.statistics.pattern, async (c) => {
    const query = asked(c);
    const right = routes.statistics(addressOf(query));
    // A chart has only one address. Forms also send their empty fields, and such an address redirects to the chart's
    // own.
    const url = new URL(c.req.url);
    if (url.search && new URLSearchParams(statisticParams(query)).toString() !== url.searchParams.toString())
      return c.redirect(right, 301);
    return page(c, <StatisticsPage {...await load(c, query)} />);
  });
  web.on('GET', routes.statistics.patternsAs('csv'), async (c) => {
    const query = asked(c);
    const { statistic, at } = await count(c, query);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', `attachment; filename="statistics-${at.toISOString().slice(0, 10)}.csv"`);
    return c.body(
      statisticCsv(c.get('t'), statistic, { at, address: hostOf(c) + routes.statistics(addressOf(query)) }),
    );
  });
}

const asked = (c: Ctx): StatisticQuery => readStatistic(new URL(c.req.url).searchParams);

type Counted = { statistic: Statistic; at: Date };
type View = Counted & Pick<Found, 'facets' | 'facetsOver'>;

async function count(c: Ctx, query: StatisticQuery): Promise<Counted> {
  const { app } = c.get('deps');
  return { statistic: await countCases(app.db.read, query, 'public'), at: app.now() };
}

async function load(c: Ctx, query: StatisticQuery): Promise<View> {
  const db: Reader = c.get('deps').app.db.read;
  const { facets, facetsOver } = await listCases(
    db,
    { ...query.filters, text: query.text ?? undefined, perPage: 1 },
    'public',
  );
  return { ...(await count(c, query)), facets, facetsOver };
}

function StatisticsPage({ statistic, at, facets, facetsOver }: View) {
  const t = useWords();
  const { query } = statistic;
  const address = addressOf(query);
  const filters: RecordFilters = { q: query.text ?? undefined, ...query.filters };
  const kept = { by: address.by, with: address.with, over: address.over };
  const narrowed = narrowedTo(t, statistic);
  const bare = statisticParams(query).length === 1 && query.over === 'year';
  return (
    <PublicPage
      support="other"
      title={bare ? t('search.statistics.nav') : wholeTitle(t, statistic)}
      canonical={routes.statistics(address)}
      noindex={!bare}
      styles={['charts.css']}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t('search.statistics.nav')}</h1>
          <p class="who">{t('search.statistics.lead')}</p>
          <Chosen
            filters={filters}
            facets={facets}
            names={caseFilters}
            address={(other) => routes.statistics({ ...kept, ...other })}
          />
        </header>
        {query.by && isAlone(query.by) ? null : (
          <Filters
            action={routes.statistics()}
            q={filters.q}
            groups={filterGroups(t, facets, filters, caseFilters)}
            approximate={approximateCounts(t, { facetsOver })}
            keep={Object.fromEntries(
              Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined),
            )}
          />
        )}
        <div class="results">
          <CountBy query={query} />
          {statistic.total ? (
            <figure class="figure" id="figure">
              <figcaption>
                <h2>{titleOf(t, query)}</h2>
                {narrowed.length ? (
                  <p class="narrowed">{t('search.statistics.narrowed', { what: narrowed.join('; ') })}</p>
                ) : null}
                <p class="who">{foundWords(t, statistic)}</p>
              </figcaption>
              <StatisticChart statistic={statistic} />
              <FigureNotes statistic={statistic} />
            </figure>
          ) : (
            <Empty
              title={t(narrowed.length ? 'search.statistics.nothing' : 'search.statistics.no_cases')}
              action={narrowed.length ? { href: routes.statistics(kept), label: t('kit.filters.clear') } : undefined}
            />
          )}
          {statistic.total ? (
            <section aria-label={t('search.statistics.cases')}>
              <StatisticTable statistic={statistic} caption={wholeTitle(t, statistic)} />
              <p class="who figure-note">
                {t('search.statistics.made')} <EdtfDate edtf={`${at.toISOString().slice(0, 16)}Z`} /> ·{' '}
                <a href={routes.statistics.as('csv', address)}>{t('search.statistics.csv')}</a> ·{' '}
                <a href={routes.statistics(address)}>{t('search.statistics.address')}</a>
                {query.by === 'country' ? (
                  <>
                    {' · '}
                    <a href={routes.map(filters)}>{t('search.statistics.map.link')}</a>
                  </>
                ) : null}
              </p>
              <p class="who">{t('search.statistics.csv_hint')}</p>
            </section>
          ) : null}
        </div>
      </div>
    </PublicPage>
  );
}

/** How many cases a chart counts. The text also says for how many of them the beginning is uncertain or unknown. */
export const foundWords = (t: ReturnType<typeof useWords>, { query, total, dated }: Statistic): string =>
  dated && dated.perhaps + dated.none > 0
    ? t('search.statistics.found_dated', { count: total, over: query.over, ...dated })
    : t('search.statistics.found', { count: total });

/** Notes that readers need to understand the chart. */
export function FigureNotes({ statistic }: { statistic: Statistic }) {
  const t = useWords();
  const { query, rows, cut, dated } = statistic;
  const inChart = chartCut(statistic).rows;
  const notes = [
    ...(dated?.perhaps ? [t('search.statistics.hatched')] : []),
    ...(inChart < rows.length ? [t('search.statistics.chart_cut', { shown: inChart })] : []),
    ...(tableRows(statistic) < rows.length
      ? [t('search.statistics.table_cut', { shown: tableRows(statistic), of: rows.length })]
      : []),
    ...(cut.rows || cut.series
      ? [t('search.statistics.values_cut', { shown: cut.rows ? rows.length : statistic.series.length })]
      : []),
    ...(cut.periods ? [t('search.statistics.periods_cut')] : []),
    ...(query.by && isAlone(query.by) ? [t('search.statistics.alone')] : []),
    t(query.by && query.by !== 'status' ? 'search.statistics.several' : 'search.statistics.several_not'),
  ];
  return <p class="who figure-note">{notes.join(' ')}</p>;
}

/** The form that selects what to count by. It does not change the filters. */
function CountBy({ query }: { query: StatisticQuery }) {
  const { t, mirror } = useView();
  if (mirror) return <p class="who">{t('site.mirror.statistics')}</p>;
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
  const facets = dimensions().map((one) => [one, dimensionWords(t, 'by', one)] as const);
  return (
    <form class="count-by" method="get" action={routes.statistics()} aria-label={t('search.statistics.form')}>
      {select('by', t('search.statistics.form.all'), facets)}
      {select(
        'with',
        t('search.statistics.form.nothing'),
        facets.filter(([name]) => !isAlone(name)),
      )}
      {select(
        'over',
        t('search.statistics.form.no_time'),
        periods.map((one) => [one, t(`search.statistics.form.${one}s`)] as const),
      )}
      {query.text ? <input type="hidden" name="q" value={query.text} /> : null}
      {filterNames().flatMap((name) =>
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
