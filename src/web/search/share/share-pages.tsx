import { createHash } from 'node:crypto';
import type { Child } from 'hono/jsx';
import { AppError } from '../../../platform/errors.ts';
import { Queue } from '../../../platform/queue.ts';
import { readStatistic } from '../../../search/statistics/query.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { inLanguage } from '../../kit/locale.ts';
import { mayBeFramed } from '../../kit/middleware/headers.ts';
import { namedIn } from '../../kit/publication.ts';
import { page, useView } from '../../kit/view.tsx';
import { paint } from '../../publishing/cards/card.ts';
import { routes } from '../../routes.ts';
import { findingWords } from '../charts/finding-words.ts';
import { foundWords, measuredWords, wholeTitle } from '../charts/words.ts';
import { addressOf } from '../statistics/chart-address.ts';
import { StatisticChart, StatisticTable } from '../statistics/chart-figure.tsx';
import { isOwnAddress } from '../statistics/results.tsx';
import { captionOf, loadShared, loadSharedFigure, type SharedChart } from './chart-to-share.ts';
import { describe, drawChart, svgOf } from './draw-chart.ts';
import { outlinePen, textPen } from './pen.ts';

/**
 * Draws one PNG at a time. The page cache stores each of them, so few readers wait here. A mirror requests dozens at
 * once, which are never refused, because visitors cannot start the creation of a mirror.
 */
const drawing = new Queue({ running: 1, waiting: 20, busy: () => new AppError('busy', { details: { seconds: 5 } }) });

/** Charts for other sites: a page for a frame, and pictures as SVG and PNG. None of them has a script. */
export function chartShares(web: Router): void {
  web.get(routes.statisticEmbed.pattern, (c) => ofStatistic(c, routes.statisticEmbed, sendEmbed));
  for (const [ending, send] of [
    ['svg', sendSvg],
    ['png', sendPng],
  ] as const) {
    const address = (query: Parameters<typeof routes.statistics>[0]) => routes.statistics.as(ending, query);
    web.on('GET', routes.statistics.patternsAs(ending), (c) => ofStatistic(c, address, send));
    web.on('GET', routes.figure.patternsAs(ending), (c) => ofFigure(c, routes.figure, send));
  }
  web.get(routes.figureEmbed.pattern, (c) => ofFigure(c, routes.figureEmbed, sendEmbed));
}

type Send = (c: Ctx, chart: SharedChart) => Response | Promise<Response>;

/** Redirects to the canonical address of a statistic, so that the page cache stores only one copy of each chart. */
async function ofStatistic(
  c: Ctx,
  address: (query: Parameters<typeof routes.statistics>[0]) => string,
  send: Send,
): Promise<Response> {
  const url = new URL(c.req.url);
  const query = readStatistic(url.searchParams);
  if (!isOwnAddress(url, query)) return c.redirect(address(addressOf(query)), 301);
  return send(c, await loadShared(c, query));
}

async function ofFigure(c: Ctx, { read }: Pick<typeof routes.figure, 'read'>, send: Send): Promise<Response> {
  if (new URL(c.req.url).search) return c.redirect(c.req.path, 301);
  return send(c, await loadSharedFigure(c, read(c.req.param()).number));
}

/** Other sites may show the picture. */
const allowEmbedding = (c: Ctx): void => c.header('Cross-Origin-Resource-Policy', 'cross-origin');

async function sendSvg(c: Ctx, chart: SharedChart): Promise<Response> {
  const t = c.get('t');
  const drawn = drawChart(t, chart.statistic, captionOf(c, chart), await textPen());
  allowEmbedding(c);
  return c.body(svgOf(drawn, describe(t, chart.statistic)), 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' });
}

async function sendPng(c: Ctx, chart: SharedChart): Promise<Response> {
  const t = c.get('t');
  const caption = captionOf(c, chart);
  const { mirror } = c.get('deps');
  const painted = await drawing.run(
    async () => {
      const drawn = drawChart(t, chart.statistic, caption, await outlinePen());
      // `paint` takes most of the time, so it is skipped if the mirror already has a picture of the same drawing.
      const tag = `"${createHash('sha256').update(JSON.stringify(drawn)).digest('base64url')}"`;
      if (mirror && c.req.header('if-none-match') === tag) return { tag, bytes: null };
      return { tag, bytes: await paint(drawn, drawn.parts) };
    },
    { patient: mirror },
  );
  allowEmbedding(c);
  if (mirror) c.header('ETag', painted.tag);
  if (painted.bytes === null) return c.body(null, 304);
  return c.body(new Uint8Array(painted.bytes), 200, { 'Content-Type': 'image/png' });
}

function sendEmbed(c: Ctx, chart: SharedChart): Response {
  mayBeFramed(c);
  return page(c, <EmbedPage chart={chart} />);
}

function EmbedPage({ chart: { statistic, at, paths } }: { chart: SharedChart }): Child {
  const { t, asset, paper, theme, prefix, absolute } = useView();
  const address = absolute(inLanguage(prefix, paths.page));
  const title = wholeTitle(t, statistic);
  const finding = findingWords(t, statistic, at);
  return (
    <html lang={t.locale}>
      <head>
        <meta charset="utf-8" />
        <title>{finding ?? title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {address ? <link rel="canonical" href={address} /> : null}
        {['public.css', 'charts.css'].map((name) => (
          <link rel="stylesheet" href={asset(name)} />
        ))}
        {theme ? <link rel="stylesheet" href={theme} /> : null}
      </head>
      <body class="chart-embed">
        <main>
          <figure class="figure">
            <figcaption>
              <h1>
                <a href={paths.page} target="_blank" rel="noopener">
                  {finding ?? title}
                </a>
              </h1>
              {finding ? <p class="measured">{measuredWords(t, statistic)}</p> : null}
              <p class="muted">{foundWords(t, statistic)}</p>
            </figcaption>
            <StatisticChart statistic={statistic} at={at} titled />
          </figure>
          <details>
            <summary>{t('search.statistics.note.table')}</summary>
            <StatisticTable statistic={statistic} caption={title} />
          </details>
          <p class="muted">
            {namedIn(paper, t.locale).name}, <EdtfDate edtf={at.toISOString().slice(0, 10)} /> ·{' '}
            <a href={paths.csv}>{t('search.statistics.csv')}</a>
          </p>
        </main>
      </body>
    </html>
  );
}
