import { AppError } from '../../platform/errors.ts';
import { facetNames } from '../../record/vocabulary/facets.ts';

/**
 * Checks the filters of a search where the properties of this installation are known. Without one that is misspelled,
 * everything would match.
 * @throws AppError `invalid_input` for a filter that lists do not have
 */
export function assertFilters(search: string): void {
  const names = ['q', ...facetNames, 'sort', 'page'];
  const name = [...new URL(search, 'http://kronika').searchParams.keys()].find((one) => !names.includes(one));
  if (name === undefined) return;
  const params = { name, names: names.join(', ') };
  throw new AppError('invalid_input', { fields: [{ path: '--search', message: 'cli.error.bad_filter', params }] });
}
