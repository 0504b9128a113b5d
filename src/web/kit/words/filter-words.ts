import type { Translate } from '../../../platform/messages/messages.ts';
import { markOfName } from '../../../record/actors/names/reader-name.ts';
import { detectScript } from '../../../record/actors/names/script.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { findFacet, type FacetName } from '../../../record/vocabulary/facets.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';

/**
 * The words for a value of a filter. An old or hand-typed address may contain a value that no filter offers. Such a
 * value is shown as it is.
 */
export function filterWords(t: Translate, name: FacetName | 'tag', value: string, label?: string | null): string {
  const values = findFacet(name)?.values;
  const words = (key: string): string => (t.has(key) ? t(key) : value);
  switch (values?.of) {
    case 'country':
      return isCountry(value.toUpperCase()) ? countryName(value.toUpperCase(), t.locale) : value;
    case 'choice':
      return words(termLabel(values.list, value));
    case 'kind':
      return words(value === 'event' ? 'search.kind.event' : `search.public.kind.${value}`);
    case 'yes-no':
      return words(t.has(`search.${name}.${value}`) ? `search.${name}.${value}` : `search.yes_no.${value}`);
    case 'language':
      return languageName(value, t.locale);
    default:
      return label ?? value;
  }
}

/** The language (`lang`) of a filter value's words. Undefined if it is the reader's language or unknown. */
export const filterLanguage = (t: Translate, name: FacetName | 'tag', value: string): string | undefined =>
  findFacet(name)?.values.of === 'words'
    ? markOfName({ language: null, script: detectScript(value) }, t.locale)
    : undefined;

/** The name of a filter. It has its own message, or uses the name of its property. */
export function filterLabel(t: Translate, name: FacetName | 'tag'): string {
  const own = [`search.filter.${name}`, `search.public.filter.${name}`].find((key) => t.has(key));
  return t(own ?? findFacet(name)!.label);
}
