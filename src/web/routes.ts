import type { Audience } from '../record/views/briefs.ts';
import { facetNamesFor, type FacetName } from '../record/vocabulary/facets.ts';
import { accountRoutes, accountDeskRoutes } from './accounts/routes.ts';
import { apiRoutes } from './api/routes.ts';
import { draftingDeskRoutes } from './drafting/routes.ts';
import { captureRoutes } from './evidence/captures/routes.ts';
import { evidenceRoutes, evidenceDeskRoutes } from './evidence/routes.ts';
import { watchRoutes } from './evidence/watch/routes.ts';
import { exchangeRoutes, exchangeDeskRoutes } from './exchange/routes.ts';
import { lawRoutes, lawDeskRoutes } from './law/routes.ts';
import { letterDeskRoutes, letterRoutes } from './letters/routes.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { commentDeskRoutes, commentRoutes } from './publishing/comments/routes.ts';
import { publishingRoutes, publishingDeskRoutes, articleDeskRoutes } from './publishing/routes.ts';
import { recordRoutes, recordDeskRoutes } from './record/routes.ts';
import { requestRoutes, requestDeskRoutes } from './requests/routes.ts';
import { searchRoutes, searchDeskRoutes } from './search/routes.ts';
import { workDeskRoutes, workRoutes } from './work/routes.ts';
import { siteRoutes, siteDeskRoutes } from './site/routes.ts';

export { slugify } from '../platform/text/slug.ts';

/** Filters that the case list, the search and the desk's lists share; each may be repeated. */
export type RecordFilters = {
  q?: string;
  sort?: string;
  page?: number;
} & { [Name in FacetName]?: readonly (string | number)[] };
/** A statistic's parameters, in the order of its canonical address, from `statisticParams`. */
export type StatisticAddress = Omit<RecordFilters, 'kind' | 'sort' | 'page'> & {
  by?: string;
  with?: string;
  over?: string;
};
/** The filters of the history; `before` is the number of a change set, for paging. */
export type HistoryFilters = {
  who?: string;
  from?: string;
  until?: string;
  operation?: string;
  via?: string;
  before?: number;
};
/** The filters of the desk's lists. */
export type DeskList = {
  q?: string;
  state?: string | readonly string[];
  kind?: string | readonly string[];
  page?: number;
};

/** What a new item starts with: the case it belongs to, the draft or source it comes from. */
export type NewIn = {
  case?: number;
  source?: number;
  actor?: number;
  proceeding?: number;
  claim?: number;
  draft?: string;
  kind?: string;
};

/**
 * Every address of the site, typed. Call one to build it (`routes.article({ number: 3, slug: slugify(title) })`), pass
 * its `.pattern` to Hono, read parameters with its `.read(c.req.param())`. Public addresses never change, because they
 * are in print and in footnotes of others.
 */
export const routes = {
  ...accountRoutes,
  ...apiRoutes,
  ...evidenceRoutes,
  ...exchangeRoutes,
  ...lawRoutes,
  ...privacyRoutes,
  ...publishingRoutes,
  ...recordRoutes,
  ...requestRoutes,
  ...searchRoutes,
  ...siteRoutes,
  ...letterRoutes,
  ...commentRoutes,
  ...workRoutes,
  desk: {
    ...accountDeskRoutes,
    ...draftingDeskRoutes,
    ...evidenceDeskRoutes,
    ...exchangeDeskRoutes,
    ...lawDeskRoutes,
    ...publishingDeskRoutes,
    ...articleDeskRoutes,
    ...recordDeskRoutes,
    ...requestDeskRoutes,
    ...searchDeskRoutes,
    ...siteDeskRoutes,
    ...letterDeskRoutes,
    ...commentDeskRoutes,
    ...captureRoutes,
    ...watchRoutes,
    ...workDeskRoutes,
  },
} as const;

/** The values of a repeated filter in an address, without blanks and duplicates, at most 50. */
export function filterValues(url: URL, name: string): string[] {
  return [
    ...new Set(
      url.searchParams
        .getAll(name)
        .map((value) => value.trim())
        .filter(Boolean),
    ),
  ].slice(0, 50);
}

/**
 * The page number in the address of a list whose pages are numbered from the oldest; null (the list itself) if there is
 * none or it is invalid.
 */
export const partNumber = (url: URL): number | null =>
  url.searchParams.has('page') && /^[1-9]\d{0,6}$/.test(url.searchParams.get('page')!)
    ? Number(url.searchParams.get('page'))
    : null;

/** The page number in an address: 1 if there is none or it is invalid. */
export function pageNumber(url: URL): number {
  const page = Number(url.searchParams.get('page') ?? '1');
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}

/** The filters of `routes.cases` and `routes.search` in an address; for `routes.desk.search`, those of the desk too. */
export function readRecordFilters(url: URL, audience: Audience = 'public'): RecordFilters {
  const list = (name: string) => {
    const values = filterValues(url, name);
    return values.length ? values : undefined;
  };
  const page = pageNumber(url);
  return {
    q: url.searchParams.get('q')?.trim().slice(0, 400) || undefined,
    ...Object.fromEntries(facetNamesFor(audience).map((name) => [name, list(name)])),
    sort: url.searchParams.get('sort') ?? undefined,
    page: page > 1 ? page : undefined,
  };
}

/**
 * Where to redirect after signing in: a path of this site, or the desk. Anything with a host, a scheme or a backslash
 * is refused (open redirects).
 */
export function safeNext(next: string | undefined | null): string {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return routes.desk.home();
  return next;
}

const firstSteps = new Set(
  Object.values(routes).flatMap((one) =>
    typeof one === 'function' ? [one.pattern.split('/')[1]!.replace(/[:{].*/, '')] : [],
  ),
);
const wholePages = new Set(
  Object.values(routes).flatMap((one) =>
    typeof one === 'function' && !one.pattern.includes(':') ? [one.pattern as string] : [],
  ),
);

/**
 * Whether a path can be an address of this site. With `page`: whether it is exactly the address of a page that has no
 * number or name in its address.
 */
export function isOurs(address: string, as?: 'page'): boolean {
  const [path = ''] = address.split(/[?#]/);
  if (as === 'page') return address === path && wholePages.has(path);
  return path === '/' || firstSteps.has(path.split('/')[1]!.replace(/\.[a-z]+$/, '')) || wholePages.has(path);
}
