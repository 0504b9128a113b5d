import type { Translate } from '../../../platform/messages/messages.ts';
import { caseFilters, deskFacets, type FacetName } from '../../../record/vocabulary/facets.ts';
import type { Facets, FacetValue } from '../../../search/query/facets.ts';
import { sorts, type Found, type Sort } from '../../../search/query/find.ts';
import type { Snippet } from '../../../search/query/hit.ts';
import type { FilterGroup } from '../../kit/components/page-parts.tsx';
import { Shape } from '../../kit/components/shapes.tsx';
import { filterLabel, filterLanguage, filterWords } from '../../kit/words/filter-words.ts';
import type { RecordFilters } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { without } from './without.ts';

type Filterable = FacetName | 'tag';

/** Builds the address of the list with the given filters. */
type Address = (filters: RecordFilters) => string;

/** The note beside the counts of facets, if they cover only the newest matches. */
export const approximateCounts = (t: Translate, { facetsOver }: Pick<Found, 'facetsOver'>): string | undefined =>
  facetsOver === null ? undefined : t('search.public.filter.approximate', { count: facetsOver });

/** The maximum number of values that a filter lists. Selected values are always listed. */
const maxValues = 24;

export function filterGroups(
  t: Translate,
  facets: Facets,
  filters: RecordFilters,
  names: readonly FacetName[],
  /** By kind of pressure, in how many of the counted cases it is disputed. Only on pages with statistics. */
  disputed?: ReadonlyMap<string, number>,
): FilterGroup[] {
  return names.flatMap((name) => {
    const values = withChosen(facets[name], filters[name]?.map(String) ?? []);
    const shown = values.filter((value, place) => place < maxValues || value.chosen);
    if (!shown.length) return [];
    return [
      {
        name,
        label: filterLabel(t, name),
        options: shown.map((value) => ({
          value: value.value,
          text: filterWords(t, name, value.value, value.label),
          language: value.language ?? filterLanguage(t, name, value.value),
          count: value.count,
          disputed: name === 'type' ? disputed?.get(value.value) : undefined,
          chosen: value.chosen,
        })),
      },
    ];
  });
}

/** Adds selected values without matches, so that readers can remove them. */
function withChosen(values: readonly FacetValue[], chosen: readonly string[]): FacetValue[] {
  const missing = chosen.filter((one) => !values.some((value) => value.value.toUpperCase() === one.toUpperCase()));
  return [...values, ...missing.map((value) => ({ value, count: 0, chosen: true, label: null }))];
}

/** A selected filter with its name. A value alone, such as a country, would be ambiguous. */
export const chipWords = (t: Translate, name: Filterable, value: string): string =>
  t('search.chip', { filter: filterLabel(t, name), value });

/**
 * The selected filters, each with a button that removes it. Links instead of buttons would each repeat all filters, so
 * the page would grow with the square of their number.
 */
export function Chosen({
  filters,
  facets,
  names,
  address,
}: {
  filters: RecordFilters;
  facets: Facets;
  names: readonly Filterable[];
  address: Address;
}) {
  const { t, mirror } = useView();
  if (mirror) return null;
  const chips = [
    ...(filters.q ? [{ text: t('kit.quoted', { words: filters.q }), removes: `q:${filters.q}` }] : []),
    ...names.flatMap((name) => {
      const labels = new Map(name === 'tag' ? [] : facets[name].map((one) => [one.value, one.label]));
      return (filters[name] ?? []).map((value) => ({
        text: chipWords(t, name, filterWords(t, name, String(value), labels.get(String(value)))),
        removes: `${name}:${value}`,
      }));
    }),
  ];
  if (!chips.length) return null;
  const [action, query] = address({ ...filters, page: undefined }).split('?');
  return (
    <form method="get" action={action} class="chosen" aria-label={t('search.public.filter.chosen')}>
      {[...new URLSearchParams(query)].map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <ul class="pills">
        {chips.map((chip) => (
          <li>
            <button
              class="pill"
              type="submit"
              name={without}
              value={chip.removes}
              aria-label={t('search.public.filter.remove', { filter: chip.text })}
            >
              <span>{chip.text}</span>
              <Shape name="cross" />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

/** Links that sort the list, for example by date. Relevance is among them only if the search has a text. */
export function SortLinks({ filters, sort, address }: { filters: RecordFilters; sort: Sort; address: Address }) {
  const { t, mirror } = useView();
  if (mirror) return null;
  const offered = sorts.filter((one) => one !== 'relevance' || filters.q);
  return (
    <p class="meta sorts">
      <span class="sr">{t('search.sorted')} </span>
      {offered.map((one, index) => (
        <>
          {index ? ' · ' : ''}
          {one === sort ? (
            <strong aria-current="true">{t(`search.sort.${one}`)}</strong>
          ) : (
            <a
              href={address({
                ...filters,
                page: undefined,
                sort: one === (filters.q ? 'relevance' : 'newest') ? undefined : one,
              })}
            >
              {t(`search.sort.${one}`)}
            </a>
          )}
        </>
      ))}
    </p>
  );
}

/** A text in which the matching words are marked. */
export const MarkedSnippet = ({ snippet }: { snippet: Snippet }) => (
  <>{snippet.map((piece) => (piece.marked ? <mark>{piece.text}</mark> : piece.text))}</>
);

export const readSort = (filters: RecordFilters): Sort | undefined => sorts.find((sort) => sort === filters.sort);

/**
 * A search in words, for a feed or an email: its text, and the values of its filters. Outlets appear as numbers,
 * because this function does not load their names.
 */
export function searchWords(t: Translate, filters: RecordFilters): string {
  const values = ['kind' as const, ...caseFilters, ...deskFacets, 'tag' as const].flatMap((name) =>
    (filters[name] ?? []).map((value) => chipWords(t, name, filterWords(t, name, String(value)))),
  );
  return [...(filters.q ? [t('kit.quoted', { words: filters.q })] : []), ...values].join(', ');
}
