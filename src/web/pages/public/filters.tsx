import type { Translate } from '../../../platform/messages.ts';
import { countryName, isCountry } from '../../../record/vocabulary/countries.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import type { FacetName, Facets, FacetValue } from '../../../search/query/facets.ts';
import type { Sort } from '../../../search/query/find.ts';
import type { FilterGroup } from '../../components/page-parts.tsx';
import { Shape } from '../../components/shapes.tsx';
import type { RecordFilters } from '../../routes.ts';
import { useWords } from '../../view.tsx';

type Filterable = Exclude<FacetName, 'language'>;
/** Builds an address of the list with these filters. */
type Address = (filters: RecordFilters) => string;

/** What the values of a filter are called. A value that nobody offered (an old or hand-written address) is shown as it is. */
export function filterWords(t: Translate, name: FacetName, value: string, label?: string | null): string {
  switch (name) {
    case 'country':
      return isCountry(value.toUpperCase()) ? countryName(value.toUpperCase(), t.locale) : value;
    case 'type':
      return t.has(termLabel('incident-type', value)) ? t(termLabel('incident-type', value)) : value;
    case 'status':
      return t.has(termLabel('case-status', value)) ? t(termLabel('case-status', value)) : value;
    case 'kind':
      return t.has(`public.kind.${value}`) ? t(`public.kind.${value}`) : value;
    case 'language':
      return languageName(value, t.locale);
    default:
      return label ?? value;
  }
}

/** Longer lists are cut; who looks for more types a word. What is chosen is always among them. */
const longest = 24;

export function filterGroups(t: Translate, facets: Facets, filters: RecordFilters, names: readonly Filterable[]): FilterGroup[] {
  return names.flatMap((name) => {
    const values = withChosen(facets[name], filters[name]?.map(String) ?? []);
    const shown = values.filter((value, place) => place < longest || value.chosen);
    if (!shown.length) return [];
    return [{ name, label: t(`public.filter.${name}`), options: shown.map((value) => ({ value: value.value, text: filterWords(t, name, value.value, value.label), count: value.count, chosen: value.chosen })) }];
  });
}

/** A chosen value that nothing matches stays in sight, so that it can be taken back. */
function withChosen(values: readonly FacetValue[], chosen: readonly string[]): FacetValue[] {
  const missing = chosen.filter((one) => !values.some((value) => value.value.toUpperCase() === one.toUpperCase()));
  return [...values, ...missing.map((value) => ({ value, count: 0, chosen: true, label: null }))];
}

/** What the list is narrowed to, each a link that takes it back. */
export function Chosen({ filters, facets, names, address }: { filters: RecordFilters; facets: Facets; names: readonly Filterable[]; address: Address }) {
  const t = useWords();
  const all = { ...filters, page: undefined };
  const chips = [
    ...(filters.q ? [{ text: `“${filters.q}”`, href: address({ ...all, q: undefined }) }] : []),
    ...names.flatMap((name) =>
      (filters[name] ?? []).map((value) => ({
        text: filterWords(t, name, String(value), facets[name].find((one) => one.value === String(value))?.label),
        href: address({ ...all, [name]: filters[name]!.filter((other) => other !== value) }),
      })),
    ),
  ];
  if (!chips.length) return null;
  return (
    <ul class="pills chosen" aria-label={t('public.filter.chosen')}>
      {chips.map((chip) => (
        <li>
          <a class="pill" href={chip.href} aria-label={t('public.filter.remove', { filter: chip.text })}>
            <span>{chip.text}</span>
            <Shape name="cross" />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** By relevance or by date, where a text makes both possible. */
export function SortLinks({ filters, sort, address }: { filters: RecordFilters; sort: Sort; address: Address }) {
  const t = useWords();
  if (!filters.q) return null;
  return (
    <p class="meta">
      {(['relevance', 'newest'] as const).map((one, index) => (
        <>
          {index ? ' · ' : ''}
          {one === sort ? <strong>{t(`public.sort.${one}`)}</strong> : <a href={address({ ...filters, page: undefined, sort: one })}>{t(`public.sort.${one}`)}</a>}
        </>
      ))}
    </p>
  );
}

export const readSort = (filters: RecordFilters): Sort | undefined => (filters.sort === 'relevance' || filters.sort === 'newest' ? filters.sort : undefined);
