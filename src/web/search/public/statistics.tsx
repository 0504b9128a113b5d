import { readStatistic, type StatisticQuery } from '../../../search/statistics/query.ts';
import { pathsOf } from '../share/chart-to-share.ts';
import { addressOf } from '../statistics/chart-address.ts';
import {
  ChosenFilters,
  CountBy,
  isOwnAddress,
  loadStatistic,
  NewestSource,
  statisticFile,
  StatisticFilters,
  StatisticResults,
  type StatisticView,
} from '../statistics/results.tsx';
import { isSmall } from '../../../search/statistics/finding.ts';
import { loadReport, ReportFigures, type Report } from '../statistics/report.tsx';
import { titleOf, wholeTitle } from '../charts/words.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { removesFilters } from './without.ts';

export function statisticsPage(web: Router): void {
  removesFilters(web, routes.statistics);
  web.get(routes.statistics.pattern, async (c) => {
    const query = queryOf(c);
    if (!new URL(c.req.url).search) return page(c, <ReportPage {...await loadReport(c)} />);
    if (!isOwnAddress(new URL(c.req.url), query)) return c.redirect(routes.statistics(addressOf(query)), 301);
    return page(c, <StatisticsPage {...await loadStatistic(c, query, 'public')} />);
  });
  web.on('GET', routes.statistics.patternsAs('csv'), (c) => statisticFile(c, queryOf(c), 'public'));
}

const queryOf = (c: Ctx): StatisticQuery => readStatistic(new URL(c.req.url).searchParams);

/** All charts of the report. Each links to its own page. The form at the end leads to all other statistics. */
function ReportPage(report: Report) {
  const t = useWords();
  return (
    <PublicPage
      support="other"
      title={t('search.statistics.nav')}
      description={t('search.report.lead', { count: report.total })}
      canonical={routes.statistics()}
      noindex={!report.total}
      styles={['charts.css']}
    >
      <header class="article-head">
        <h1>{t('search.report.title')}</h1>
        <p class="standfirst">
          {t('search.report.lead', { count: report.total })}
          {isSmall(report.total) ? ` ${t('search.statistics.finding.small')}` : ''}
          {report.leftOut ? ` ${t('search.statistics.left_out', { count: report.leftOut })}.` : ''}
        </p>
        {report.newest === null ? null : (
          <p class="muted">
            <NewestSource edtf={report.newest} />
          </p>
        )}
      </header>
      {report.total ? <ReportFigures report={report} /> : null}
      <section class="no-print" aria-labelledby="own">
        <h2 id="own">{t('search.report.own')}</h2>
        <p class="muted">{t('search.report.own_hint')}</p>
        <CountBy query={readStatistic(new URLSearchParams())} audience="public" />
      </section>
    </PublicPage>
  );
}

function StatisticsPage(view: StatisticView) {
  const t = useWords();
  const { statistic } = view;
  return (
    <PublicPage
      support="other"
      title={wholeTitle(t, statistic)}
      canonical={routes.statistics(addressOf(statistic.query))}
      oembed={statistic.total ? routes.statistics(addressOf(statistic.query)) : undefined}
      image={statistic.total ? { src: pathsOf(statistic.query).png, alt: wholeTitle(t, statistic) } : undefined}
      noindex
      styles={['charts.css']}
      crumbs={[
        { label: t('search.statistics.nav'), href: routes.statistics() },
        { label: titleOf(t, statistic.query) },
      ]}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t('search.statistics.nav')}</h1>
          <ChosenFilters {...view} />
        </header>
        <StatisticResults {...view} />
        <StatisticFilters {...view} />
      </div>
    </PublicPage>
  );
}
