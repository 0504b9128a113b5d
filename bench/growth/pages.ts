import { nameOfRoute } from '../../src/web/costs.ts';
import { routes } from '../../src/web/routes.ts';
import { pageMeasure, type Measure } from './measures.ts';
import type { Site } from './site.ts';

/** Pages that are not measured: patterns of their names, by reason. */
const skipped: Readonly<Record<string, RegExp>> = {
  'files, images and PDFs': /^\/(assets|theme|logo|photos)\/|\/(logos|captures)\/|\.(css|png|pdf|wacz|svg)$/,
  'it exists only with a setting, and reads no table': /^\/\.well-known\/security\.txt$/,
  'secret links': /:(token|secret|key)\b/,
  'downloads of the whole record': /^\/export\/:file$/,
  'the sample data has none of them':
    /^\/letters\/:number\/(signatures|:slug\/(paper|statement))$|^\/(figures|sections|feeds\/sections|feeds\/tags|tags|pages|comments|feeds\/comments|support)\/|\/editions\/:edition\/changes$|\/signatures\.csv$/,
  'parts of pages that are measured': /\/embed$|^\/oembed$|^\/support$/,
  'they need words that a person types':
    /^\/desk\/(duplicates\/(like|compare)|dates\/read|articles\/write\/|search\/suggest)/,
  'they compute in the process, not in the database': /^\/desk\/style/,
};

export const isSkipped = (name: string): boolean => Object.values(skipped).some((pattern) => pattern.test(name));

/** The crawl of the sample data begins at pages of these kinds. */
const kinds = ['article', 'case', 'actor', 'law', 'letter', 'source', 'claim', 'provision'] as const;
const plural = (kind: string): string => `${kind}s`;
const ofItem = new RegExp(`^/(${kinds.map(plural).join('|')})/\\d+`);
const maxCrawled = 120;

/**
 * Follows links from pages of the sample data to its other pages. The sample data is the same in the small and in the
 * large database. So if a page costs more in the large one, the size of the database is the reason.
 */
async function linksOfSample({ app, page }: Site): Promise<string[]> {
  const { rows } = await app.db.executeSql(
    `select kind, number from (
       select t.kind, t.number, row_number() over (partition by t.kind order by t.number) as nth from thing t
       where t.example and t.visibility = 'public' and t.kind = any($1)
     ) s where nth <= 6 order by nth, kind`,
    [kinds],
  );
  const waiting = (rows as { kind: string; number: number }[]).map(({ kind, number }) =>
    ['source', 'claim', 'provision'].includes(kind) ? `/${plural(kind)}/${number}` : `/${plural(kind)}/${number}/-`,
  );
  const seen = new Set(waiting);
  const found = new Set<string>();
  const add = (path: string): void => {
    found.add(path);
    if (!ofItem.test(path) || seen.has(path)) return;
    seen.add(path);
    waiting.push(path);
  };
  for (let crawled = 0; crawled < maxCrawled && waiting.length; crawled++) {
    const path = waiting.shift()!;
    const response = await page(path);
    const to = response.headers.get('location');
    if (to) add(to);
    if (response.status !== 200 || !response.headers.get('content-type')?.startsWith('text/html')) continue;
    found.add(path);
    for (const [, link] of (await response.text()).matchAll(/(?:href|src|action)="(\/[^"#]*)/g))
      add(link!.replaceAll('&amp;', '&').replace(/\?.*$/, ''));
  }
  const country = [...found].find((path) => path.startsWith('/countries/'));
  if (country)
    for (const [, link] of (await (await page(country)).text()).matchAll(/href="(\/countries\/[^"#?]*)/g))
      found.add(link!);
  return [...found];
}

/** The regular expression for the paths of a route, such as `/cases/:number{[0-9]+}`. */
const matcher = (route: string): RegExp =>
  new RegExp(
    `^${route.replace(/:\w+(?:\{((?:[^{}]|\{[^{}]*\})*)\})?/g, (_, own?: string) => (own ? `(?:${own})` : '[^/.]+'))}$`,
  );

/** A path for a route to which no page of the sample data links. Its number or code is from a path in `links`. */
function addressLike(name: string, links: readonly string[]): string | undefined {
  const [, first, second] = name.split('/');
  const kind = first === 'feeds' ? second : first;
  const item = links.find((link) => link.startsWith(`/${kind}/`))?.split('/')[2];
  const path = name
    .replace(/:(number|code|author)\b/, item ?? '$&')
    .replace(':slug', '-')
    .replace(':edition', '1');
  return path.includes(':') ? undefined : path;
}

/** What readers can open: a page of each route, the largest pages, lists of the API, and files of the sitemap. */
export async function publicPages(site: Site): Promise<Measure[]> {
  const links = await linksOfSample(site);
  const chosen = new Map<string, string>();
  const missing = new Set<string>();
  for (const route of site.routes) {
    const name = nameOfRoute(route);
    const path = name.slice('GET '.length);
    if (/^\/(desk|api\/v1)(\/|$)/.test(path) || isSkipped(path) || chosen.has(path)) continue;
    const pattern = matcher(route.path);
    const json = /\.json\}?$/.test(route.path) ? '.json' : '';
    const address = links.find((link) => pattern.test(link)) ?? addressLike(path + json, links);
    if (address) chosen.set(path, address);
    else missing.add(path);
  }
  chosen.set('/sitemaps/:kind/:part.xml', routes.sitemapPart.as('xml', { kind: 'pages', part: '1' }));
  const without = [...missing].filter((path) => !chosen.has(path));
  if (without.length)
    throw new Error(`No page found for the routes ${without.join(', ')}. In growth/pages.ts, add a path or skip them.`);
  // A file of the sitemap grows with the record until it has 2,000 URLs, which the smallest database does not reach.
  const parts = ['cases', 'actors', 'sources', 'letters', 'articles'].map((kind) => ({
    ...pageMeasure(site, `/sitemaps/:kind/:part.xml, ${kind}`, routes.sitemapPart.as('xml', { kind, part: '1' })),
    whole: true,
  }));
  const pages = [...chosen, ...(await largePages(site)), ...apiLists];
  return [...pages.map(([name, path]) => pageMeasure(site, name, path)), ...parts];
}

/** Pages of the outlet with the most cases and of the source with the most claims, filtered lists, and searches. */
async function largePages({ app }: Site): Promise<[string, string][]> {
  const most = async (kind: string, property: string): Promise<{ number: number; slug: string }> => {
    const { rows } = await app.db.executeSql(
      `select t.number from fact f join thing t on t.id = f.value_thing join actor a on a.id = t.id
       where f.property = $2 and a.kind = $1 and not t.example group by 1 order by count(*) desc, 1 limit 1`,
      [kind, property],
    );
    return { number: (rows[0] as { number: number }).number, slug: '-' };
  };
  const { rows } = await app.db.executeSql(
    'select t.number from claim k join thing t on t.id = k.source_id where not t.example group by 1 order by count(*) desc, 1 limit 1',
  );
  return [
    ['/actors/:number, an outlet with many cases', routes.actor(await most('outlet', 'target'))],
    ['/sources/:number, with many claims', routes.source({ number: (rows[0] as { number: number }).number })],
    ['/countries/:code, with the most cases', routes.country({ code: 'RU' })],
    ['/feeds/countries/:code, with the most cases', '/feeds/countries/RU.xml'],
    ['/cases, one filter', routes.cases({ country: ['RU'] })],
    ['/cases, a further page', routes.cases({ page: 9 })],
    ['/search, a rare word', routes.search({ q: 'Ratel' })],
    ['/search, a frequent word', routes.search({ q: 'журналист' })],
    ['/search, a word and two filters', routes.search({ q: 'суд', country: ['RU'], year: [2024] })],
    ['/search/suggest, four letters', routes.suggest({ q: 'жур' })],
    ['/statistics, two facets', routes.statistics({ by: 'country', with: 'type' })],
    ['/statistics, a facet over the years', routes.statistics({ by: 'type', over: 'year' })],
    ['/map, one filter', routes.map({ type: ['civil-suit'] })],
  ];
}

/** Lists of the API. Its single items are not measured, because pages load their items with the same functions. */
const apiLists: [string, string][] = [
  'cases',
  'actors',
  'sources',
  'claims',
  'articles',
  'laws',
  'duties',
  'letters',
  'search?q=Ratel',
  'disagreements',
  'transparency',
].map((path) => [`${routes.api()}/${path.replace(/\?.*/, '')}`, `${routes.api()}/${path}`]);

/** Every page of the desk that is not about one item, and a page for each of the main kinds of items. */
export async function deskPages(site: Site): Promise<Measure[]> {
  const plain = new Set(
    site.routes
      .filter(({ path }) => /^\/desk(\/|$)/.test(path) && !path.includes(':') && !path.includes('*'))
      .map((route) => nameOfRoute(route).slice('GET '.length)),
  );
  const opens: Measure[] = [];
  for (const path of plain) {
    if (isSkipped(path)) continue;
    const response = await site.page(path, 'desk');
    const html = response.headers.get('content-type')?.startsWith('text/html');
    await response.arrayBuffer();
    // Other paths redirect, or need a parameter.
    if (response.status === 200 && html) opens.push(pageMeasure(site, path, path, 'desk'));
  }
  const { rows } = await site.app.db.executeSql(
    "select kind, min(number)::int as number from thing where example and kind in ('case', 'actor', 'source', 'claim', 'article', 'law', 'letter') group by kind order by kind",
  );
  return [
    ...opens,
    ...(rows as { kind: string; number: number }[]).map(({ kind, number }) =>
      pageMeasure(site, `/desk/${plural(kind)}/:number`, `/desk/${plural(kind)}/${number}`, 'desk'),
    ),
    pageMeasure(site, '/desk/search, a frequent word', routes.desk.search({ q: 'журналист' }), 'desk'),
    pageMeasure(site, '/desk/cases, words', routes.desk.cases({ q: 'журналист' }), 'desk'),
    pageMeasure(site, '/desk/claims, a further page', routes.desk.claims({ page: 9 }), 'desk'),
    pageMeasure(site, '/desk/history/case/:number', routes.desk.historyOf({ kind: 'case', number: 1 }), 'desk'),
  ];
}
