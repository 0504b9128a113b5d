import { countCases, type Statistic } from '../../../search/statistics/count.ts';
import { countDisputed } from '../../../search/statistics/disputed.ts';
import { matching } from '../../../search/statistics/matching.ts';
import { readStatistic, statisticParams, type StatisticQuery } from '../../../search/statistics/query.ts';
import { listCases, type Found } from '../../../search/query/find.ts';
import { addressOf } from '../statistics/chart-address.ts';
import { loadTally } from '../../../search/statistics/tally.ts';
import { WorldMap } from '../charts/map.tsx';
import { mapPicture } from '../charts/map-picture.ts';
import { countWords, foundWords, narrowedTo, valueWords } from '../charts/words.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Filters } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes, type RecordFilters } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { caseFilters } from '../../../record/vocabulary/facets.ts';
import { approximateCounts, Chosen, filterGroups } from './filters.tsx';
import { removesFilters } from './without.ts';

type View = {
  statistic: Statistic;
  at: Date;
  /** By kind of pressure, in how many cases it is disputed. */ disputed: ReadonlyMap<string, number>;
} & Pick<Found, 'facets' | 'facetsOver'>;

export function mapPage(web: Router): void {
  removesFilters(web, routes.map);
  web.get(routes.map.pattern, async (c) => {
    const url = new URL(c.req.url);
    const query: StatisticQuery = { ...readStatistic(url.searchParams), by: 'country', with: null, over: null };
    const right = routes.map(filtersOf(query));
    if (
      url.search &&
      new URLSearchParams(statisticParams({ ...query, by: null })).toString() !== url.searchParams.toString()
    )
      return c.redirect(right, 301);
    return page(c, <MapPage {...await load(c, query)} />);
  });
  web.on('GET', routes.map.patternsAs('svg'), picture);
}

/** Sends the world map as a picture, for the front page. */
async function picture(c: Ctx): Promise<Response> {
  const { countries } = await loadTally(c.get('deps').app.db.read);
  c.header('Content-Type', 'image/svg+xml; charset=utf-8');
  return c.body(mapPicture(countries));
}

const filtersOf = (query: StatisticQuery): RecordFilters => ({ q: query.text ?? undefined, ...query.filters });

async function load(c: Ctx, query: StatisticQuery): Promise<View> {
  const { app } = c.get('deps');
  const db = app.db.read;
  const { facets, facetsOver } = await listCases(
    db,
    { ...query.filters, text: query.text ?? undefined, perPage: 1 },
    'public',
  );
  const disputed = await countDisputed(db, 'type', await matching(db, query, 'public'), 'public');
  return { statistic: await countCases(db, query, 'public'), at: app.now(), disputed, facets, facetsOver };
}

function MapPage({ statistic, at, disputed, facets, facetsOver }: View) {
  const t = useWords();
  const { query, rows, total } = statistic;
  const filters = filtersOf(query);
  const narrowed = narrowedTo(t, statistic);
  const title = t('search.statistics.map.title');
  return (
    <PublicPage
      title={title}
      description={t('search.statistics.map.lead')}
      canonical={routes.map(filters)}
      noindex={narrowed.length > 0}
      styles={['charts.css']}
      crumbs={[{ label: t('search.statistics.nav'), href: routes.statistics() }, { label: title }]}
    >
      <div class="split list-page map-page">
        <header class="article-head">
          <h1>{title}</h1>
          <p class="muted">{t('search.statistics.map.lead')}</p>
          <Chosen filters={filters} facets={facets} names={caseFilters} address={routes.map} />
        </header>
        <div class="results">
          {total ? (
            <figure class="figure">
              <figcaption class="sr">{title}</figcaption>
              <WorldMap counts={rows.flatMap((row) => (row.value ? [{ code: row.value, count: row.count }] : []))} />
              <p class="muted figure-note">{t('search.statistics.map.note')}</p>
            </figure>
          ) : (
            <Empty
              title={t(narrowed.length ? 'search.statistics.nothing' : 'search.statistics.no_cases')}
              action={narrowed.length ? { href: routes.map(), label: t('kit.filters.clear') } : undefined}
            />
          )}
          {total ? (
            <section class="numbers countries" aria-labelledby="countries">
              <h2 id="countries">
                {t('search.statistics.map.countries', { count: rows.filter((row) => row.value).length })}
              </h2>
              <ul>
                {rows.map((row) => (
                  <li>
                    {row.value ? (
                      <a href={routes.country({ code: row.value })}>{valueWords(t, 'country', row)}</a>
                    ) : (
                      valueWords(t, 'country', row)
                    )}{' '}
                    <span class="count">{countWords({ sure: row.count, perhaps: 0 }, t)}</span>
                  </li>
                ))}
              </ul>
              <p class="muted figure-note">
                {foundWords(t, statistic)}. {t('search.statistics.several')} {t('search.statistics.made')}{' '}
                <EdtfDate edtf={`${at.toISOString().slice(0, 16)}Z`} />
                <span class="no-print">
                  {' · '}
                  <a href={routes.statistics(addressOf(query))}>{t('search.statistics.map.table')}</a> ·{' '}
                  <a href={routes.statistics.as('csv', addressOf(query))}>{t('search.statistics.csv')}</a>
                </span>
              </p>
            </section>
          ) : null}
        </div>
        <Filters
          action={routes.map()}
          q={filters.q}
          groups={filterGroups(t, facets, filters, caseFilters, disputed)}
          approximate={approximateCounts(t, { facetsOver })}
          folded={{ open: false }}
        />
      </div>
    </PublicPage>
  );
}
