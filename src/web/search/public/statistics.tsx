import { readStatistic, type StatisticQuery } from '../../../search/statistics/query.ts';
import { pathsOf } from '../share/chart-to-share.ts';
import { addressOf } from '../statistics/chart-address.ts';
import {
  ChosenFilters,
  isFirst,
  isOwnAddress,
  loadStatistic,
  statisticFile,
  StatisticFilters,
  StatisticResults,
  type StatisticView,
} from '../statistics/results.tsx';
import { wholeTitle } from '../charts/words.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { removesFilters } from './without.ts';

export function statisticsPage(web: Router): void {
  removesFilters(web, routes.statistics);
  web.get(routes.statistics.pattern, async (c) => {
    const query = asked(c);
    if (!isOwnAddress(new URL(c.req.url), query)) return c.redirect(routes.statistics(addressOf(query)), 301);
    return page(c, <StatisticsPage {...await loadStatistic(c, query, 'public')} />);
  });
  web.on('GET', routes.statistics.patternsAs('csv'), (c) => statisticFile(c, asked(c), 'public'));
}

const asked = (c: Ctx): StatisticQuery => readStatistic(new URL(c.req.url).searchParams);

function StatisticsPage(view: StatisticView) {
  const t = useWords();
  const { statistic } = view;
  const isBare = isFirst(statistic.query);
  return (
    <PublicPage
      support="other"
      title={isBare ? t('search.statistics.nav') : wholeTitle(t, statistic)}
      canonical={routes.statistics(addressOf(statistic.query))}
      oembed={statistic.total ? routes.statistics(addressOf(statistic.query)) : undefined}
      image={statistic.total ? { src: pathsOf(statistic.query).png, alt: wholeTitle(t, statistic) } : undefined}
      noindex={!isBare}
      styles={['charts.css']}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t('search.statistics.nav')}</h1>
          <p class="who">{t('search.statistics.lead')}</p>
          <ChosenFilters {...view} />
        </header>
        <StatisticFilters {...view} />
        <StatisticResults {...view} />
      </div>
    </PublicPage>
  );
}
