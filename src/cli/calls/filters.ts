import { AppError } from '../../platform/errors.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { deskFacets, facetNamesFor, type FacetName } from '../../record/vocabulary/facets.ts';

/**
 * Checks the names of the filters in a search, because a misspelled filter would be ignored, and everything would
 * match. The command line itself cannot check this, because it does not know the fields that the installation has
 * added.
 * @throws AppError `invalid_input` for an unknown filter, or one that the audience does not have
 */
export function assertFilters(search: string, audience: Audience = 'public'): void {
  const names: readonly string[] = ['q', ...facetNamesFor(audience), 'sort', 'page'];
  const name = [...new URL(search, 'http://kronika').searchParams.keys()].find((one) => !names.includes(one));
  if (name === undefined) return;
  const params = { name, names: names.join(', ') };
  const message = deskFacets.includes(name as FacetName) ? 'cli.error.desk_filter' : 'cli.error.bad_filter';
  throw new AppError('invalid_input', { fields: [{ path: '--search', message, params }] });
}
