import { readStatistic, statisticParams } from '../../search/statistics/query.ts';
import type { Pages } from '../kit/context.ts';
import { atDesk } from '../kit/desk/who.ts';
import { detailPage } from '../kit/pages/detail-page.tsx';
import { routes } from '../routes.ts';
import { wholeTitle } from './charts/words.ts';
import { removesFilters } from './public/without.ts';
import { addressOf } from './statistics/chart-address.ts';
import {
  ChosenFilters,
  isFirst,
  isOwnAddress,
  loadStatistic,
  statisticFile,
  StatisticFilters,
  StatisticResults,
} from './statistics/results.tsx';

/** Statistics of everything that the desk sees, also by facets and fields that are not public. */
export const statisticPages: Pages = (web) => {
  removesFilters(web, routes.desk.statistics);
  detailPage(web, routes.desk.statistics, async ({ c, t }) => {
    const url = new URL(c.req.url);
    const query = readStatistic(url.searchParams, 'desk');
    if (!isOwnAddress(url, query)) return c.redirect(routes.desk.statistics(addressOf(query)), 303);
    const view = await loadStatistic(c, query, 'desk');
    const title = t('search.statistics.nav');
    const forReaders = readStatistic(new URLSearchParams(statisticParams(query)));
    return {
      title: isFirst(query) ? title : wholeTitle(t, view.statistic),
      crumb: title,
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      links: [{ href: routes.statistics(addressOf(forReaders)), label: t('search.statistics.desk.public') }],
      styles: ['charts.css'],
      body: (
        <div class="listing">
          <StatisticFilters {...view} />
          <div class="flow">
            <p class="muted">{t('search.statistics.desk.lead')}</p>
            <ChosenFilters {...view} />
            <StatisticResults {...view} />
          </div>
        </div>
      ),
    };
  });
  web.on('GET', routes.desk.statistics.patternsAs('csv'), async (c) => {
    await atDesk(c);
    return statisticFile(c, readStatistic(new URL(c.req.url).searchParams, 'desk'), 'desk');
  });
};
