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

/** The filters of the case list, the search and the desk's lists. A filter can have several values. */
export type RecordFilters = {
  q?: string;
  /** Tags of the desk, only in the desk's search. */
  tag?: readonly string[];
  sort?: string;
  page?: number;
} & { [Name in FacetName]?: readonly (string | number)[] };
/**
 * The parameters of a statistic, in the order of its canonical address. The parameters are defined in
 * `statisticParams`.
 */
export type StatisticAddress = Omit<RecordFilters, 'kind' | 'sort' | 'page' | 'tag'> & {
  by?: string;
  with?: string;
  over?: string;
};
/** The filters of the history. `before` is the number of a change set: the page shows earlier ones. */
export type HistoryFilters = {
  who?: string;
  from?: string;
  until?: string;
  operation?: string;
  via?: string;
  before?: number;
};
/**
 * The parameters of the desk's lists. Each list declares its own filters, columns and sort orders
 * (work/lists/kinds.ts).
 */
export type DeskList = {
  q?: string;
  state?: string | readonly string[];
  kind?: string | readonly string[];
  page?: number;
  [parameter: string]: string | number | readonly string[] | undefined;
};

/** Initial values of a new item, such as its case, or the draft or source that it comes from. */
export type NewItemDefaults = {
  case?: number;
  source?: number;
  actor?: number;
  proceeding?: number;
  claim?: number;
  draft?: string;
  kind?: string;
};

/**
 * Every address of the site, with types. Call an address to build a link, such as `routes.article({ number: 3, slug:
 * slugify(title) })`. Pass its `pattern` to Hono, and read its parameters with `.read(c.req.param())`. Public addresses
 * never change, because printed pages and other people's footnotes contain them.
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

/** The values of a repeated filter in an address, at most 50, without blanks and duplicates. */
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
 * The `page` parameter of a list that numbers its pages from the oldest. Null if it is missing or invalid; the list
 * then shows its newest items.
 */
export const pageFromOldest = (url: URL): number | null =>
  url.searchParams.has('page') && /^[1-9]\d{0,6}$/.test(url.searchParams.get('page')!)
    ? Number(url.searchParams.get('page'))
    : null;

/** The page number in an address; 1 if it is missing or invalid. */
export function pageNumber(url: URL): number {
  const page = Number(url.searchParams.get('page') ?? '1');
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}

/**
 * The filters in an address of `routes.cases` or `routes.search`. For `routes.desk.search`, the desk's filters are
 * included.
 */
export function readRecordFilters(url: URL, audience: Audience = 'public'): RecordFilters {
  const list = (name: string) => {
    const values = filterValues(url, name);
    return values.length ? values : undefined;
  };
  const page = pageNumber(url);
  return {
    q: url.searchParams.get('q')?.trim().slice(0, 400) || undefined,
    ...Object.fromEntries(facetNamesFor(audience).map((name) => [name, list(name)])),
    ...(audience === 'desk' && { tag: list('tag') }),
    sort: url.searchParams.get('sort') ?? undefined,
    page: page > 1 ? page : undefined,
  };
}

/**
 * The address to open after signing in: `next` if it is a path of this site, or else the desk. An address with a host,
 * a scheme, a backslash or a control character is ignored, because it could lead to another site.
 */
export function safeNext(next: string | undefined | null): string {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return routes.desk.home();
  return next;
}

const firstSegments = new Set(
  Object.values(routes).flatMap((one) =>
    typeof one === 'function' ? [one.pattern.split('/')[1]!.replace(/[:{].*/, '')] : [],
  ),
);
const staticPaths = new Set(
  Object.values(routes).flatMap((one) =>
    typeof one === 'function' && !one.pattern.includes(':') ? [one.pattern as string] : [],
  ),
);

/**
 * Whether a path begins like one of our routes: their first segments are the same. With `page`, the path must be
 * exactly that of a route without parameters.
 */
export function isOurs(address: string, as?: 'page'): boolean {
  const [path = ''] = address.split(/[?#]/);
  if (as === 'page') return address === path && staticPaths.has(path);
  return path === '/' || firstSegments.has(path.split('/')[1]!.replace(/\.[a-z]+$/, '')) || staticPaths.has(path);
}
