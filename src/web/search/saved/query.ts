import type { Translate } from '../../../platform/messages/messages.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { searchWords } from '../public/filters.tsx';

/** The part of a search's address that is saved: `q=lawsuit&country=KZ`. */
export function queryOf(filters: RecordFilters): string {
  return routes.desk.search({ ...filters, page: undefined }).split('?')[1] ?? '';
}

const filtersFor = (query: string, audience: 'desk' | 'public'): RecordFilters => ({
  ...readRecordFilters(new URL(`${routes.search()}?${query}`, 'http://search.invalid'), audience),
  page: undefined,
});

/** The filters of a saved query. Parameters that no page reads are left out. */
export const filtersOf = (query: string): RecordFilters => filtersFor(query, 'desk');

/**
 * The filters of a saved query for a public feed; null if some are for the desk alone, such as tags. Feed readers would
 * learn them from the feed's address, and the feed would ignore them.
 */
export function feedFiltersOf(query: string): RecordFilters | null {
  const open = filtersFor(query, 'public');
  return queryOf(open) === queryOf(filtersOf(query)) ? open : null;
}

/** A saved query in words. */
export const wordsOf = (t: Translate, query: string): string => searchWords(t, filtersOf(query));
