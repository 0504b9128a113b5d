import { AppError } from '../../platform/errors.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { deskFacets, facetNamesFor, type FacetName } from '../../record/vocabulary/facets.ts';

/**
 * Checks the names of the filters in a search. Without this check, a misspelled filter would be ignored, and everything
 * would match. The command line cannot check this, because only a call knows the properties of this installation.
 * @throws AppError `invalid_input` for a filter that the lists do not have, or that only the desk has
 */
export function assertFilters(search: string, audience: Audience = 'public'): void {
  const names: readonly string[] = ['q', ...facetNamesFor(audience), 'sort', 'page'];
  const name = [...new URL(search, 'http://kronika').searchParams.keys()].find((one) => !names.includes(one));
  if (name === undefined) return;
  const params = { name, names: names.join(', ') };
  const message = deskFacets.includes(name as FacetName) ? 'cli.error.desk_filter' : 'cli.error.bad_filter';
  throw new AppError('invalid_input', { fields: [{ path: '--search', message, params }] });
}
