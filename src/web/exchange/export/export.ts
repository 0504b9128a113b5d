import type { About, Asked } from '../../../exchange/export/about.ts';
import { licenceOf } from '../../../publishing/publication/licences.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import { facetNamesFor } from '../../../record/vocabulary/facets.ts';
import type { Publication } from '../../../publishing/publication/publication.ts';
import { addressOfThing } from '../../record/components/of-record.ts';
import { filterWords } from '../../kit/words/filter-words.ts';
import { chipWords } from '../../search/public/filters.tsx';
import { routes, type RecordFilters } from '../../routes.ts';

/** Converts the filters of an address to a query of the search. */
export function queryOf({ q, sort: _sort, page: _page, ...facets }: RecordFilters): Asked {
  return { ...facets, text: q };
}

/** A query in words: "“search”; Country: Kazakhstan; Year: 2018". */
export function queryWords(t: Translate, filters: RecordFilters, audience: Audience = 'public'): string {
  const words = [
    ...(filters.q ? [t('kit.quoted', { words: filters.q })] : []),
    ...facetNamesFor(audience).flatMap((name) =>
      (filters[name] ?? []).map((value) => chipWords(t, name, filterWords(t, name, String(value)))),
    ),
  ];
  return words.length
    ? words.join('; ')
    : t(audience === 'public' ? 'exchange.exports.everything' : 'exchange.exports.everything_desk');
}

/** The metadata of an export. `address` is the public address of the site, without a final slash. */
export function aboutExport(
  t: Translate,
  {
    paper,
    filters,
    address,
    at,
    audience,
  }: { paper: Publication; filters: RecordFilters; address: string; at: Date; audience: Audience },
): About {
  const { page: _, sort: __, ...rest } = filters;
  return {
    paper: paper.name,
    language: paper.language,
    licence: licenceOf(paper.licence),
    address,
    at,
    query: { words: queryWords(t, filters, audience), path: routes.export(rest) },
    audience,
    t,
    links: addressOfThing,
  };
}
