import type { Translate } from '../../../platform/messages/messages.ts';
import { markOfName } from '../../../record/actors/names/reader-name.ts';
import { detectScript } from '../../../record/actors/names/script.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { findFacet, type FacetName } from '../../../record/vocabulary/facets.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';

/**
 * The words for a value of a filter. A value that no filter offers, from an old or hand-typed URL, is shown unchanged.
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

/**
 * The `lang` of a filter's value that is text from the record, such as the name of a law, by its script. Undefined for
 * all other values, and if the reader's language has the same script.
 */
export const filterLanguage = (t: Translate, name: FacetName | 'tag', value: string): string | undefined =>
  findFacet(name)?.values.of === 'words'
    ? markOfName({ language: null, script: detectScript(value) }, t.locale)
    : undefined;

/** The label of a filter: its own message, or else the label of its facet. */
export function filterLabel(t: Translate, name: FacetName | 'tag'): string {
  const own = [`search.filter.${name}`, `search.public.filter.${name}`].find((key) => t.has(key));
  return t(own ?? findFacet(name)!.label);
}
