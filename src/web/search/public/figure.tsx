import { AppError } from '../../../platform/errors.ts';
import { findFigure, type FigurePage } from '../../../publishing/public/figures.ts';
import { publicFigure, statisticOf, toPublicFigure } from '../../../publishing/public/public-figure.ts';
import { figurePaths, outside } from '../share/chart-to-share.ts';
import { ShareBox } from '../share/share-box.tsx';
import { addressOf } from '../statistics/chart-address.ts';
import { statisticCsv } from '../statistics/chart-csv.ts';
import { rowsInChart, StatisticChart, StatisticTable } from '../statistics/chart-figure.tsx';
import { CountingRules } from '../statistics/counting-rules.tsx';
import { findingWords } from '../charts/finding-words.ts';
import { foundWords, narrowedTo, titleOf, wholeTitle } from '../charts/words.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { hostOf } from '../../exchange/export/export-files-page.ts';
import { FigureNotes } from '../statistics/results.tsx';

/** The page of a statistic in an article, with the numbers of the day on which the article was published. */
export function figurePages(web: Router): void {
  web.get(routes.figure.pattern, async (c) =>
    page(
      c,
      <FigurePageView {...await load(c)} embed={outside(c, routes.figureEmbed(routes.figure.read(c.req.param())))} />,
    ),
  );
  web.on('GET', routes.figure.jsonPatterns, async (c) =>
    c.json(publicFigure.parse(toPublicFigure((await load(c)).figure))),
  );
  web.on('GET', routes.figure.patternsAs('csv'), async (c) => {
    const { figure } = await load(c);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header(
      'Content-Disposition',
      `attachment; filename="figure-${figure.number}-${figure.at.toISOString().slice(0, 10)}.csv"`,
    );
    return c.body(
      statisticCsv(c.get('t'), figure.statistic, {
        at: figure.at,
        address: hostOf(c) + routes.figure({ number: figure.number }),
      }),
    );
  });
}

async function load(c: Ctx): Promise<FigurePage> {
  const found = await findFigure(c.get('deps').app.db.read, routes.figure.read(c.req.param()).number);
  if (!found) throw new AppError('not_found');
  return found;
}

function FigurePageView({ figure, articles, embed }: FigurePage & { embed: string }) {
  const t = useWords();
  const open = toPublicFigure(figure);
  const statistic = statisticOf(open);
  const { number } = figure;
  const narrowed = narrowedTo(t, statistic);
  const finding = findingWords(t, statistic, figure.at);
  return (
    <PublicPage
      title={`${t('search.statistics.figure.title', { number })}: ${wholeTitle(t, statistic)}`}
      canonical={routes.figure({ number })}
      json={routes.figure.json({ number })}
      oembed={routes.figure({ number })}
      image={{ src: routes.figure.as('png', { number }), alt: wholeTitle(t, statistic) }}
      styles={['charts.css']}
      crumbs={[
        { label: t('search.statistics.nav'), href: routes.statistics() },
        { label: t('search.statistics.figure.title', { number }) },
      ]}
    >
      <div class="figure-page">
        <header class="article-head">
          <p class="kicker">
            {t('search.statistics.figure.title', { number })} · {t('search.statistics.figure.as_of')}{' '}
            <EdtfDate edtf={open.at.slice(0, 10)} />
          </p>
          <h1>{finding ?? titleOf(t, statistic.query)}</h1>
          {finding ? <p class="measured">{titleOf(t, statistic.query)}</p> : null}
          {narrowed.length ? (
            <p class="narrowed">{t('search.statistics.narrowed', { what: narrowed.join('; ') })}</p>
          ) : null}
          <p class="muted">{t('search.statistics.figure.stays')}</p>
        </header>
        <figure class="figure">
          <figcaption>
            <p class="muted">{foundWords(t, statistic)}</p>
          </figcaption>
          <StatisticChart statistic={statistic} at={figure.at} titled />
          <FigureNotes statistic={statistic} />
          <CountingRules statistic={statistic} rows={rowsInChart(statistic)} />
        </figure>
        <StatisticTable statistic={statistic} caption={wholeTitle(t, statistic)} />
        <p class="muted figure-note">
          {t('search.statistics.made')} <EdtfDate edtf={`${open.at.slice(0, 16)}Z`} /> ·{' '}
          <a href={routes.figure.as('csv', { number })}>{t('search.statistics.csv')}</a> ·{' '}
          <a href={routes.figure.json({ number })}>{t('record.public.as_data')}</a>
          {open.statistic === null ? null : (
            <>
              {' · '}
              <a href={routes.statistics(addressOf(statistic.query))}>{t('search.statistics.figure.recount')}</a>
            </>
          )}
        </p>
        <p class="muted">{t('search.statistics.csv_hint')}</p>
        <ShareBox
          statistic={statistic}
          title={finding ?? wholeTitle(t, statistic)}
          paths={figurePaths(open)}
          embed={embed}
        />
        <section class="about-cases" aria-labelledby="articles">
          <h2 id="articles">{t('search.statistics.figure.articles')}</h2>
          <ul class="bare">
            {articles.map((article) => (
              <li>
                <a href={routes.article({ number: article.number, slug: article.slug })}>{article.headline}</a>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </PublicPage>
  );
}
