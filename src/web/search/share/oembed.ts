import { AppError } from '../../../platform/errors.ts';
import { readStatistic } from '../../../search/statistics/query.ts';
import type { Statistic } from '../../../search/statistics/count.ts';
import { isChartable } from '../../../search/statistics/finding.ts';
import { interfaceLanguage, messages, type InterfaceLocale } from '../../../platform/messages/messages.ts';
import { xml } from '../../../platform/text/xml.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { inLanguage, languageOf, pathWithout, prefixOf } from '../../kit/locale.ts';
import { namedIn } from '../../kit/publication.ts';
import { routes } from '../../routes.ts';
import { findingWords } from '../charts/finding-words.ts';
import { wholeTitle } from '../charts/words.ts';
import { rowsInChart } from '../statistics/chart-figure.tsx';
import { loadShared, loadSharedFigure, type SharedChart } from './chart-to-share.ts';

/** The width of a frame, in pixels, if the request has no `maxwidth`. */
const usualWidth = 640;

/** Answers requests of oEmbed 1.0 (https://oembed.com): how other sites can embed the chart at an address. */
export function oembedPage(web: Router): void {
  web.get(routes.oembed.pattern, async (c) => {
    const format = c.req.query('format') ?? 'json';
    // oEmbed specifies the status 501 for a format that is not offered.
    if (format !== 'json' && format !== 'xml') return c.text(c.get('t')('search.share.bad_format'), 501);
    const most = { width: limit(c, 'maxwidth'), height: limit(c, 'maxheight') };
    const asked = c.req.query('url');
    if (!asked) throw new AppError('bad_address');
    const { chart, language } = await load(c, asked);
    const answer = answerOf(c, chart, language, most);
    return format === 'json'
      ? c.json(answer)
      : c.body(xmlOf(answer), 200, { 'Content-Type': 'text/xml; charset=utf-8' });
  });
}

function limit(c: Ctx, name: string): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return Infinity;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new AppError('bad_address');
  return Number(text);
}

/** The chart at an address of this site. @throws AppError `not_found` */
async function load(c: Ctx, address: string): Promise<{ chart: SharedChart; language: InterfaceLocale }> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || url.origin !== new URL(fullAddress(c, '/')).origin) throw new AppError('not_found');
  const paper = c.get('deps').paper();
  const asked = languageOf(url.pathname);
  const language = paper.interfaceLanguages.find((one) => one === asked) ?? interfaceLanguage(paper);
  const path = pathWithout(url.pathname).replace(/\/embed$|\.(?:svg|png|csv)$/, '');
  const number = /^\/figures\/([1-9]\d{0,8})$/.exec(path)?.[1];
  if (number) return { chart: await loadSharedFigure(c, Number(number)), language };
  if (path !== routes.statistics()) throw new AppError('not_found');
  return { chart: await loadShared(c, readStatistic(url.searchParams)), language };
}

type Answer = Record<string, string | number>;

function answerOf(c: Ctx, { statistic, at, paths }: SharedChart, language: InterfaceLocale, most: Size): Answer {
  const t = messages(language);
  const paper = c.get('deps').paper();
  const title = findingWords(t, statistic, at) ?? wholeTitle(t, statistic);
  const width = Math.min(usualWidth, most.width);
  const height = Math.min(heightOf(statistic, width), most.height);
  const src = fullAddress(c, inLanguage(prefixOf(paper, language), paths.embed));
  return {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: namedIn(paper, t.locale).name,
    provider_url: fullAddress(c, '/'),
    cache_age: 3600,
    width,
    height,
    html: frameCode({ src, title, width: String(width), height }),
  };
}
type Size = { width: number; height: number };

/** The height of a frame of this width in which the chart needs no scrolling, in pixels. At most 1,200. */
export function heightOf(statistic: Statistic, width: number): number {
  const { query } = statistic;
  const isNarrow = width < 560;
  const head = isNarrow ? 260 : 210;
  if (!isChartable(statistic)) return head;
  const rows = rowsInChart(statistic).length;
  const row = query.over ? 78 : isNarrow ? 46 : 28;
  const high = query.with ? Math.min(rows, 8) * (34 + 4 * row) : !query.by ? 250 : rows * row + 60;
  return Math.min(1200, head + high);
}

/** The HTML of a frame that other sites copy. The page in the frame has no script and sets no cookie. */
export const frameCode = ({
  src,
  title,
  width,
  height,
}: {
  src: string;
  title: string;
  width: string;
  height: number;
}): string =>
  `<iframe src="${xml(src)}" title="${xml(title)}" width="${width}" height="${height}" loading="lazy" style="border:1px solid #ccc"></iframe>`;

const xmlOf = (answer: Answer): string =>
  `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>${Object.entries(answer)
    .map(([name, value]) => `<${name}>${xml(String(value))}</${name}>`)
    .join('')}</oembed>`;
