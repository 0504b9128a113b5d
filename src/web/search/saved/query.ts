import type { Translate } from '../../../platform/messages/messages.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { searchWords } from '../public/filters.tsx';

/** The part of a search's address that is saved: `q=lawsuit&country=KZ`. */
export function queryOf(filters: RecordFilters): string {
  return routes.desk.search({ ...filters, page: undefined }).split('?')[1] ?? '';
}

/** The filters of a saved query. Parameters that no page reads are left out. */
export const filtersOf = (query: string): RecordFilters => ({
  ...readRecordFilters(new URL(`${routes.search()}?${query}`, 'http://search.invalid'), 'desk'),
  page: undefined,
});

/** A saved query in words. */
export const wordsOf = (t: Translate, query: string): string => searchWords(t, filtersOf(query));
