import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { Budget, Taken } from '../platform/limits/counters.ts';
import { forClient } from '../platform/limits/client-address.ts';
import { AppError } from '../platform/errors.ts';
import { countedAs } from './kit/client.ts';
import type { Ctx, Env } from './kit/context.ts';
import { routes } from './routes.ts';

/** The budget of one IP address: 600 units per minute. */
export const readerBudget: Budget = { name: 'reader', quota: 600, window: 60 };
/** The budget of one account at the desk, per minute. */
export const accountBudget: Budget = { name: 'account', quota: 6000, window: 60 };

/** What a request costs, in units. A response from the page cache costs nothing. */
export const units = {
  /** A few small queries. */ page: 0,
  /** A page for one person by a secret link. */ link: 1,
  suggestion: 2,
  list: 3,
  search: 5,
  /** Statistics, and other results that are computed from many rows. */ computed: 10,
  /** A form that a reader sends, and the check of a password. */ form: 20,
  /** A drawn Open Graph image. */ card: 30,
  export: 60,
  /** A PDF that a browser creates. */ print: 60,
  /** A request that fetches pages of other sites. */ fetch: 60,
} as const;
type Cost = keyof typeof units;

/**
 * The cost of every public address. Paths are written without the slug, without `.json`, and without the regular
 * expressions of their parameters. An unlisted desk address costs as much as a list. The API is not listed, because it
 * counts its own requests. `costs.test.ts` fails if a public address is missing.
 */
export const costs: Readonly<Record<Cost, readonly string[]>> = {
  page: [
    '/',
    '/health',
    '/health/live',
    '/health/ready',
    '/assets/:file',
    '/theme/:file',
    '/logo/:file',
    '/robots.txt',
    '/.well-known/security.txt',
    '/articles/:number',
    '/articles/:number.css',
    '/cases/:number.css',
    '/laws/:number.css',
    '/articles/:number/editions/:edition',
    '/articles/:number/editions/:edition.css',
    '/comments/:number',
    // `limitComments` takes the units for a comment earlier (comments/public/busy.tsx).
    'POST /comments/:number',
    '/comments/:number/new',
    '/comments/:number/report/:comment',
    '/photos/:number/:file',
    '/cases/:number',
    '/cases/:number/calendar.ics',
    '/actors/:number',
    '/actors/:number/:slug/letters',
    '/laws/:number',
    '/provisions/:number',
    '/letters/:number',
    '/letters/:number/sign-on',
    '/letters/:number/:slug/statement',
    '/letters/:number/:slug/paper',
    '/letters/:number/:slug/embed',
    '/letters/:number/logos/:file',
    '/sources/:number',
    '/claims/:number',
    '/figures/:number',
    '/figures/:number.csv',
    '/figures/:number.svg',
    '/figures/:number/embed',
    '/map.svg',
    '/about',
    '/about/api',
    '/about/keys',
    '/about/transparency',
    '/verify',
    '/feeds',
    '/privacy',
    '/pages/:slug',
    '/reading-list',
    '/support',
    '/support/:number/go',
    'POST /support/:number/no',
    '/export',
    '/feed',
    '/feed.xml',
    '/feeds/comments/:number',
    '/feeds/comments/:number.xml',
    '/feeds/corrections',
    '/feeds/corrections.xml',
    '/feeds/letters',
    '/feeds/letters.xml',
    '/feeds/countries/:code',
    '/feeds/countries/:code.xml',
    '/feeds/cases/:number',
    '/feeds/cases/:number.xml',
    '/feeds/tags/:tag',
    '/feeds/tags/:tag.xml',
    '/feeds/authors/:author',
    '/feeds/authors/:author.xml',
    '/feeds/sections/:section',
    '/feeds/sections/:section.xml',
    '/desk/sign-in',
    '/desk/sign-in/passkey',
    '/desk/sign-in/second-step',
    '/desk/lock',
    'POST /desk/lock',
    'POST /desk/used',
    'POST /desk/sign-out',
    // This address is cheap, because one page can show many of these pictures.
    '/desk/photos/:number/files/:file',
    '/desk/letters/:number/logos/:file',
  ],
  link: [
    '/setup/:token',
    '/join/:token',
    '/digest/stop/:key',
    '/work/stop/:key',
    '/comments/own/:token',
    '/comments/confirm/:secret',
    '/sign/:token',
    // This address is cheap, because many people may sign behind one IP address, such as in a newsroom or at a
    // demonstration.
    'POST /sign/:token',
    '/sign/confirm/:token',
    'POST /sign/confirm/:token',
    '/sign/logo/:token',
    '/sign/own/:token',
    '/permission/:token',
    '/drafts/:token/photos/:number/:file',
  ],
  suggestion: [
    '/search/suggest',
    '/desk/articles/write/claims',
    '/desk/articles/write/photos',
    '/desk/articles/write/actors',
  ],
  list: [
    '/articles',
    '/tags/:tag',
    '/authors/:author',
    '/sections/:slug',
    '/corrections',
    '/cases',
    '/calendar.ics',
    '/actors',
    '/sources',
    '/laws',
    '/laws/duties',
    '/letters',
    '/letters/answers',
    '/letters/verify',
    '/letters/:number/signatures',
    '/disagreements',
  ],
  search: [
    '/search',
    '/search.xml',
    '/cases.xml',
    '/articles/:number/editions/:edition/changes',
    '/laws/:number/text/changes',
    '/desk/search',
    '/desk/duplicates/like',
    '/desk/duplicates/compare',
  ],
  computed: [
    '/statistics',
    '/statistics.csv',
    '/statistics.svg',
    '/statistics/embed',
    '/oembed',
    '/desk/statistics',
    '/desk/statistics.csv',
    '/map',
    '/countries/:code',
    '/countries/:code/places/:place',
    '/about/transparency.csv',
    '/sitemap.xml',
    '/sitemaps/:kind/:part.xml',
    '/sitemap-news.xml',
    '/laws/:number.xml',
    '/laws/:number.jsonld',
    '/drafts/:token',
    '/desk/articles/:number/write/compare',
    '/desk/drafts/:id/draft',
    'POST /desk/articles/compile',
    // This page checks the hash of the package.
    '/sources/:number/captures/:capture',
    '/desk/sources/:number/captures/:capture/package',
    '/desk/sources/:number/captures/:capture/compare',
    '/desk/sources/:number/captures/:capture/screenshot',
    'POST /desk/sources/:number/captures/:capture/compare-package',
  ],
  form: [
    'POST /setup/:token',
    'POST /join/:token',
    'POST /desk/sign-in',
    'POST /desk/sign-in/second-step',
    'POST /desk/sign-in/forgotten',
    'POST /desk/sign-in/passkey',
    'POST /desk/unlock',
    // This request checks the whole article.
    'POST /desk/articles/:number/write/keep',
    'POST /desk/account',
    'POST /digest/stop/:key',
    'POST /work/stop/:key',
    'POST /comments/own/:token',
    'POST /comments/confirm/:secret',
    'POST /comments/:number/report/:comment',
    'POST /letters/:number/sign-on',
    'POST /sign/own/:token',
    'POST /permission/:token',
  ],
  card: [
    '/articles/:number/card/:edition.png',
    '/cards/:kind/:number.png',
    '/card.png',
    '/statistics.png',
    '/figures/:number.png',
  ],
  export: [
    '/export/:file',
    '/letters/:number/signatures.csv',
    '/sources/:number/captures/:capture/page.wacz',
    '/desk/sources/:number/captures/:capture/package.wacz',
    '/desk/mirror/download',
    '/desk/security-log.jsonl',
    '/desk/imports/:id/fates.csv',
    'POST /desk/mirror',
    'POST /desk/mirror/book',
    'POST /desk/imports',
    'POST /desk/imports/:id/reading',
    'POST /desk/imports/:id/run',
    'POST /desk/settings/posts',
  ],
  print: [
    '/articles/:number.pdf',
    '/articles/:number/editions/:edition.pdf',
    '/letters/:number.pdf',
    '/cases/:number.pdf',
    '/laws/:number.pdf',
  ],
  fetch: [
    'POST /desk/new',
    'POST /desk/captures',
    'POST /desk/sources/:number/watch/look',
    'POST /desk/articles/:number/links',
    'POST /desk/articles/:number/write/links',
    'POST /desk/articles/:number/write/embed',
  ],
};

type Route = { method: string; path: string };

const byAddress = new Map(
  (Object.keys(costs) as Cost[]).flatMap((cost) =>
    costs[cost].map((one) => [one.includes(' ') ? one : `GET ${one}`, cost] as const),
  ),
);

/** The name of a registered route in the table `costs`, such as `GET /articles/:number.pdf`. */
export const nameOfRoute = ({ method, path }: Route): string =>
  `${method} ${path
    // `:number{[1-9][0-9]{0,8}\.pdf}` becomes `:number.pdf`.
    .replace(/\{(?:[^{}]|\{[^{}]*\})*?(?:\\(\.[a-z]+))?\}(?=\/|$)/g, '$1')
    .replace(/:number\/:slug(?=\.|$)/, ':number')
    .replace(/\.json$/, '')}`;

export const declaredCost = (route: Route): Cost | undefined => byAddress.get(nameOfRoute(route));

const isDesk = ({ path }: Route): boolean => path === routes.desk.home() || path.startsWith(`${routes.desk.home()}/`);

/**
 * The cost of a route that may be missing in the table. A missing desk route costs as much as a list, anything else as
 * much as a page.
 */
export const costOfRoute = (route: Route): Cost =>
  declaredCost(route) ?? (route.method !== 'ALL' && isDesk(route) ? 'list' : 'page');

/** What a request costs, in units. */
export const costOfRequest = (c: Ctx): number =>
  Math.max(0, ...matchedRoutes(c).map((route) => units[costOfRoute(route)]));

/**
 * Takes units from the budget of the account at the desk, or else of the IP address. Null if the request is not
 * counted.
 */
export async function takeUnits(c: Ctx, cost: number): Promise<Taken | null> {
  const who = await countedAs(c);
  c.set('spent', true);
  if (!who) return null;
  return c.get('deps').app.counters.take(who.account ? accountBudget : forClient(readerBudget, who), who.key, cost);
}

/**
 * Takes the cost of a request before the request is handled. Use this after the page cache, because cached pages are
 * free.
 */
export const spendBudget = createMiddleware<Env>(async (c, next) => {
  const cost = costOfRequest(c);
  const taken = cost ? await takeUnits(c, cost) : null;
  if (taken && !taken.ok) throw new AppError('rate_limited', { details: { seconds: taken.wait } });
  await next();
});
