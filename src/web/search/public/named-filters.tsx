import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import type { FacetName } from '../../../record/vocabulary/facets.ts';
import { countFacets, countFound } from '../../../search/query/find.ts';
import type { RecordFilters } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { filterWords } from '../../kit/words/filter-words.ts';
import { searchWords } from './filters.tsx';

/**
 * Filters whose names someone typed as search words. `count`: the number of cases that they find. `more`: whether there
 * are more cases than were counted.
 */
export type Named = { filters: RecordFilters; count: number; more: boolean };

const searched = ['type', 'country', 'status'] as const satisfies readonly FacetName[];
const maxNamed = 4;

/**
 * Suggests filters whose names someone typed as search words, such as “detention Kazakhstan”, if they find cases. A
 * case about a detention need not contain this word, because types of incident, countries and statuses are filters. All
 * other words are still searched.
 */
export async function loadNamed(
  db: Reader,
  t: Translate,
  filters: RecordFilters,
  audience: Audience = 'public',
): Promise<Named[]> {
  const typed = wordsOf(filters.q ?? '');
  if (typed.length === 0 || typed.length > 12 || (filters.page ?? 1) > 1) return [];
  const facets = await countFacets(db, audience, searched);
  const values = searched.flatMap((name) =>
    facets[name].map(({ value, count }) => ({ name, value, count, words: wordsOf(filterWords(t, name, value)) })),
  );
  const whole = values.filter(
    ({ name, value, words }) =>
      words.length > 0 && words.every((word) => typed.includes(word)) && !filters[name]?.includes(value),
  );
  const offers: RecordFilters[] = [];
  if (whole.length) {
    const named = new Set(whole.flatMap(({ words }) => words));
    const rest = (filters.q ?? '').split(/\s+/).filter((word) => !wordsOf(word).every((one) => named.has(one)));
    const kept: RecordFilters = {
      ...filters,
      page: undefined,
      sort: undefined,
      kind: undefined,
      q: rest.join(' ') || undefined,
    };
    offers.push(whole.reduce((all, { name, value }) => ({ ...all, [name]: [...(all[name] ?? []), value] }), kept));
  }
  // Also suggests a filter if every typed word begins a word of the filter's name: "Attack on a person" for "attack".
  const beginning = values.filter(
    ({ words }) =>
      !words.every((word) => typed.includes(word)) &&
      typed.every((word) => word.length > 3 && words.some((one) => one.startsWith(word))),
  );
  offers.push(
    ...beginning.map(({ name, value }) => ({
      ...filters,
      page: undefined,
      sort: undefined,
      kind: undefined,
      q: undefined,
      [name]: [value],
    })),
  );
  const found = await Promise.all(
    offers.slice(0, maxNamed).map(async (offer) => {
      const { q, sort: _, page: __, kind: ___, ...own } = offer;
      const { total, more } = await countFound(db, { ...own, text: q }, audience, 'case');
      return { filters: offer, count: total, more };
    }),
  );
  return found.filter(({ count }) => count > 0);
}

/** The words of a text that have more than two letters: "attack" and "person" of "Attack on a person". */
const wordsOf = (text: string): string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);

/** The suggested filters: "Or use a filter: Kind of pressure: Detention, Country: Kazakhstan 3 cases". */
export function NamedFilters({
  named,
  address,
}: {
  named: readonly Named[];
  address: (filters: RecordFilters) => string;
}) {
  const t = useWords();
  if (!named.length) return null;
  return (
    <p>
      {t('search.named')}{' '}
      {named.map(({ filters, count, more }, index) => (
        <>
          {index ? ' · ' : ''}
          <a href={address(filters)}>{searchWords(t, filters)}</a>{' '}
          <span class="muted">{t(more ? 'search.over_cases' : 'search.public.cases.count', { count })}</span>
        </>
      ))}
    </p>
  );
}
