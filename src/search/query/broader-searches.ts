import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { facetNamesFor, type FacetName } from '../../record/vocabulary/facets.ts';
import { countFound, type SearchQuery } from './find.ts';
import { splitTerms, type Term } from './terms.ts';

/** A search with one word or filter less. `count`: its number of results; `more`: whether it has more than `count`. */
export type BroaderSearch = {
  without: { word: string } | { filter: FacetName };
  query: SearchQuery;
  count: number;
  more: boolean;
};

/** If a search has at most this many results, searches with one word or filter less are offered. */
const nearlyNothing = 2;
/** The maximum number of such searches that are tried for one page. */
const maxTried = 5;

const written = ({ text, phrase, not }: Term): string => `${not ? '-' : ''}${phrase ? `"${text}"` : text}`;

/**
 * At most three searches with one word or filter less that find more, those with the most results first. Empty if the
 * search itself has more than `nearlyNothing` results, and for a further page of its results.
 */
export async function broaderSearches(
  db: Reader,
  query: SearchQuery,
  total: number,
  audience: Audience,
  of: 'cases' | 'everything',
): Promise<BroaderSearch[]> {
  if (total > nearlyNothing || (query.page ?? 1) > 1) return [];
  const terms = splitTerms(query.text ?? '');
  const filters = facetNamesFor(audience).filter((name) => query[name]?.length);
  if (terms.length + filters.length < 2) return [];
  const tries: Pick<BroaderSearch, 'without' | 'query'>[] = [
    ...filters.map((name) => ({ without: { filter: name }, query: { ...query, [name]: undefined } })),
    ...(terms.length > 1 || filters.length
      ? terms.map((term) => ({
          without: { word: term.text },
          query: {
            ...query,
            text:
              terms
                .filter((one) => one !== term)
                .map(written)
                .join(' ') || undefined,
          },
        }))
      : []),
  ];
  const counted = await Promise.all(
    tries.slice(0, maxTried).map(async (one): Promise<BroaderSearch> => {
      const { total: count, more } = await countFound(db, one.query, audience, of === 'cases' ? 'case' : null);
      return { ...one, count, more };
    }),
  );
  return counted
    .filter(({ count }) => count > total)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3);
}
