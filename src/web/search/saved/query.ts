import type { Translate } from '../../../platform/messages/messages.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { searchWords } from '../public/filters.tsx';

/** The query string that stores a saved search: `q=lawsuit&country=KZ`. */
export function queryOf(filters: RecordFilters): string {
  return routes.desk.search({ ...filters, page: undefined }).split('?')[1] ?? '';
}

const filtersFor = (query: string, audience: 'desk' | 'public'): RecordFilters => ({
  ...readRecordFilters(new URL(`${routes.search()}?${query}`, 'http://search.invalid'), audience),
  page: undefined,
});

/** The filters of a saved query. Unknown parameters are left out. */
export const filtersOf = (query: string): RecordFilters => filtersFor(query, 'desk');

/**
 * The filters of a saved query for its public feed. Null if some of them are only for the desk, such as tags. The feed
 * would ignore these, and the services that load feeds would see them in its address.
 */
export function feedFiltersOf(query: string): RecordFilters | null {
  const open = filtersFor(query, 'public');
  return queryOf(open) === queryOf(filtersOf(query)) ? open : null;
}

/** A saved query in words. */
export const wordsOf = (t: Translate, query: string): string => searchWords(t, filtersOf(query));
