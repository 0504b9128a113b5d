import { AppError } from '../../../platform/errors.ts';
import { findFigure } from '../../../publishing/public/figures.ts';
import { statisticOf, toPublicFigure, type PublicFigure } from '../../../publishing/public/public-figure.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { countCases, type Statistic } from '../../../search/statistics/count.ts';
import { statisticKey, type StatisticQuery } from '../../../search/statistics/query.ts';
import type { Ctx } from '../../kit/context.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { inLanguage } from '../../kit/locale.ts';
import { namedIn } from '../../kit/publication.ts';
import { routes } from '../../routes.ts';
import { addressOf } from '../statistics/chart-address.ts';
import type { Caption } from './draw-chart.ts';

/** The addresses of a chart, as paths on this site. */
export type ChartPaths = {
  page: string;
  embed: string;
  csv: string;
  svg: string;
  png: string;
  /** The path that counts the same cases now; null if a filter has an item that is not public. */ query: string | null;
};

/** A chart that other sites can show. */
export type SharedChart = { statistic: Statistic; at: Date; paths: ChartPaths };

export function pathsOf(query: StatisticQuery): ChartPaths {
  const address = addressOf(query);
  return {
    page: routes.statistics(address),
    embed: routes.statisticEmbed(address),
    csv: routes.statistics.as('csv', address),
    svg: routes.statistics.as('svg', address),
    png: routes.statistics.as('png', address),
    query: `/statistics?${statisticKey(query)}`,
  };
}

export const figurePaths = ({ number, statistic }: Pick<PublicFigure, 'number' | 'statistic'>): ChartPaths => ({
  page: routes.figure({ number }),
  embed: routes.figureEmbed({ number }),
  csv: routes.figure.as('csv', { number }),
  svg: routes.figure.as('svg', { number }),
  png: routes.figure.as('png', { number }),
  query: statistic === null ? null : `/statistics?${statistic}`,
});

/** A statistic as it is now. @throws AppError `not_found` if no case matches */
export async function loadShared(c: Ctx, query: StatisticQuery): Promise<SharedChart> {
  const { app } = c.get('deps');
  const statistic = await countCases(app.db.read, query, 'public');
  if (!statistic.total) throw new AppError('not_found');
  return { statistic, at: app.now(), paths: pathsOf(query) };
}

/** A statistic in an article, with the numbers of the day of its publication. @throws AppError `not_found` */
export async function loadSharedFigure(c: Ctx, number: number): Promise<SharedChart> {
  const found = await findFigure(c.get('deps').app.db.read, number);
  if (!found) throw new AppError('not_found');
  const open = toPublicFigure(found.figure);
  return { statistic: statisticOf(open), at: found.figure.at, paths: figurePaths(open) };
}

/** The full address of a path, for other sites, in the language of the page. */
export const outside = (c: Ctx, path: string): string => fullAddress(c, inLanguage(c.get('prefix'), path));

/** The caption of a chart's picture: who publishes the chart, and when the cases were counted. */
export function captionOf(c: Ctx, { at, paths }: SharedChart): Caption {
  const t = c.get('t');
  const paper = c.get('deps').paper();
  const source = t('search.share.source', {
    paper: namedIn(paper, t.locale).name,
    day: edtfWords(t, at.toISOString().slice(0, 10)).text,
    address: decodeURI(outside(c, paths.page)),
  });
  return { at, source, accent: paper.accent.light };
}
