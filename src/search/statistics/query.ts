import { isCountry } from '../../record/vocabulary/countries.ts';
import { findTerm } from '../../record/vocabulary/terms.ts';
import {
  caseFilters,
  countedFacets,
  deskFacets,
  facetNamesFor,
  findFacet,
  type FacetName,
} from '../../record/vocabulary/facets.ts';
import type { Audience } from '../../record/views/briefs.ts';

const isFilter = (name: FacetName): name is FilterName => name !== 'kind';

/**
 * The dimensions by which cases can be counted: the facets of search, and some more. `group`: the broadest kinds of
 * pressure; `type`: the narrowest that are stated; `authority`: who acted; `outlet-type`: the types of the outlets
 * targeted; `duration`: how long the case took; `year`: each year in which something in the case happened. Facets by
 * which only the desk can filter come last. Readers cannot combine these with others.
 */
export const dimensions = (audience: Audience = 'public'): readonly Dimension[] => [
  'country',
  'group',
  'authority',
  'outlet-type',
  'duration',
  ...caseFilters.filter(isFilter).filter((name) => name !== 'country'),
  ...(audience === 'desk' ? deskFacets : countedFacets()).filter(isFilter),
];
export type Dimension = FilterName | Counted;
/** Dimensions that cannot be used as filters. */
type Counted = 'group' | 'authority' | 'outlet-type' | 'duration';

/** Whether the values of a dimension have names from the record, which readers may not be allowed to see. */
export const isNamed = (dimension: Dimension | null): dimension is 'outlet' | 'law' | 'authority' =>
  dimension === 'outlet' || dimension === 'law' || dimension === 'authority';

/** The ranges of the dimension `duration`. `days`: the range ends before this number of days. */
export const durations = [
  { key: 'under-6-months', days: 183 },
  { key: '6-12-months', days: 365 },
  { key: '1-2-years', days: 730 },
  { key: '2-3-years', days: 1096 },
  { key: '3-years-or-more', days: null },
] as const;

/**
 * Whether the audience sees the counts of a dimension only for all cases, without filters or a second dimension,
 * because the difference of two counts could reveal something about a single person.
 */
export const isAlone = (dimension: Dimension, audience: Audience = 'public'): boolean =>
  audience === 'public' && (countedFacets() as readonly string[]).includes(dimension);

/** Whether the values of a dimension are years, which a chart shows in the order of time. */
export const isInTime = (dimension: Dimension | null): boolean =>
  dimension !== null && findFacet(dimension)?.values.of === 'year';

/** The lengths of the periods in which the beginnings of cases can be counted. */
export const periods = ['year', 'quarter', 'month'] as const;
export type Period = (typeof periods)[number];

/**
 * The filters of a statistic, which are those of the list of cases. Values of `outlet` are numbers of actors.
 */
export type FilterName = Exclude<FacetName, 'kind'>;
export const filterNames = (audience: Audience = 'public'): FilterName[] => facetNamesFor(audience).filter(isFilter);

/** The query of a statistic: the number of matching cases by up to two dimensions, and by period if `over` is set. */
export type StatisticQuery = {
  /** The dimension whose values are the rows. */
  by: Dimension | null;
  /** A second dimension within each row, whose values are the series. Null if `by` is null. */
  with: Dimension | null;
  over: Period | null;
  text: string | null;
  filters: Readonly<Partial<Record<FilterName, readonly string[]>>>;
};

const maxValuesPerFilter = 50;
const one = <T extends string>(known: readonly T[], value: string | null): T | null =>
  known.find((each) => each === value) ?? null;

/**
 * Reads the query of a statistic from a URL, in canonical form: unknown and repeated parameters are left out, and
 * values are sorted. If there is neither a dimension nor a period, cases are counted by year.
 */
export function readStatistic(params: URLSearchParams, audience: Audience = 'public'): StatisticQuery {
  const offered = dimensions(audience);
  const [first, second] = [one(offered, params.get('by')), one(offered, params.get('with'))];
  const by = first ?? second;
  const alone = [first, second].find((one) => one && isAlone(one, audience));
  if (alone) return { by: alone, with: null, over: null, text: null, filters: {} };
  const over = one(periods, params.get('over'));
  const filters: Partial<Record<FilterName, readonly string[]>> = {};
  for (const name of filterNames(audience)) {
    const values = [...new Set(params.getAll(name).map((value) => canonical(name, value.trim())))]
      .filter(Boolean)
      .toSorted()
      .slice(0, maxValuesPerFilter);
    if (values.length) filters[name] = values;
  }
  return {
    by,
    with: first && second !== first ? second : null,
    over: over ?? (by ? null : 'year'),
    text: params.get('q')?.trim().slice(0, 400) || null,
    filters,
  };
}

/**
 * A value of a filter in canonical form. A value that the facet cannot have is returned unchanged, and matches nothing.
 */
function canonical(name: FilterName, value: string): string {
  const values = findFacet(name)?.values;
  if (values?.of === 'country') return isCountry(value.toUpperCase()) ? value.toUpperCase() : value;
  return values?.of === 'choice' ? (findTerm(values.list, value.toLowerCase())?.key ?? value) : value;
}

/** The parameters of a statistic's canonical URL, in order. */
export function statisticParams(query: StatisticQuery): [string, string][] {
  const params: [string, string][] = [];
  for (const name of ['by', 'with', 'over'] as const) if (query[name]) params.push([name, query[name]]);
  if (query.text) params.push(['q', query.text]);
  for (const name of filterNames('desk')) for (const value of query.filters[name] ?? []) params.push([name, value]);
  return params;
}

/**
 * The query of a statistic as one line of text, which is the same for the same queries. Words are not percent-encoded,
 * so that redaction finds names in it.
 */
export const statisticKey = (query: StatisticQuery): string =>
  statisticParams(query)
    .map(
      ([name, value]) =>
        `${name}=${value.replace(/[%&+#\s]/g, (sign) => (sign === ' ' ? '+' : encodeURIComponent(sign)))}`,
    )
    .join('&');

/**
 * Parses a string from `statisticKey`, or the URL of a statistic, with or without its host; null for anything else.
 */
export function parseStatistic(text: string): StatisticQuery | null {
  const match = /^(?:(?:https?:\/\/[^/?#\s]+)?\/statistics(?:\.(?:json|csv|svg))?)?\??([^?#\s]*)(?:#\S*)?$/i.exec(
    text.trim(),
  );
  if (!match) return null;
  const params = new URLSearchParams(match[1]);
  const asked = [...params.keys()];
  const known = new Set<string>(['by', 'with', 'over', 'q', ...filterNames()]);
  if (!/statistics/i.test(text) && (asked.length === 0 || asked.some((name) => !known.has(name)))) return null;
  return readStatistic(params);
}
