import { changesOf } from '../../../search/saved/queries.ts';
import { listCases, searchThings } from '../../../search/query/find.ts';
import type { Hit } from '../../../search/query/hit.ts';
import { addressOfHit } from '../../record/components/of-record.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { atom, feedAddress, fullAddress, nameOfFeed } from '../../kit/feeds/feed.ts';
import { searchWords } from './filters.tsx';

const size = 40;

/** The results of a search as a feed, last changed first. A changed item is a new entry. Sample data is left out. */
export function searchFeeds(web: Router): void {
  for (const pattern of routes.cases.patternsAs('xml'))
    web.get(pattern, async (c) => {
      const { kind: _, ...filters } = read(c);
      const found = await listCases(c.get('deps').app.db.read, queryOf(filters), 'public');
      return feed(c, found.hits, filters, routes.cases(filters), routes.cases.as('xml', filters));
    });
  for (const pattern of routes.search.patternsAs('xml'))
    web.get(pattern, async (c) => {
      const filters = read(c);
      const found = await searchThings(c.get('deps').app.db.read, queryOf(filters), 'public');
      return feed(c, found.hits, filters, routes.search(filters), routes.search.as('xml', filters));
    });
}

/** The filters of the request, without page and order: a feed is one page, with the last change first. */
const read = (c: Ctx): RecordFilters => ({
  ...readRecordFilters(new URL(c.req.url)),
  page: undefined,
  sort: undefined,
});

const queryOf = ({ q, sort: _sort, page: _page, ...facets }: RecordFilters) => ({
  ...facets,
  text: q,
  sort: 'changed' as const,
  perPage: size,
});

async function feed(
  c: Ctx,
  hits: readonly Hit[],
  filters: RecordFilters,
  link: string,
  self: string,
): Promise<Response> {
  const { db } = c.get('deps').app;
  const t = c.get('t');
  const name = nameOfFeed(c);
  const changed = await changesOf(
    db.read,
    hits.map((hit) => hit.id),
    'public',
  );
  const items = hits.flatMap((hit) => {
    const address = addressOfHit(hit);
    const known = changed.get(hit.id);
    if (!address || !known || known.example) return [];
    const { at } = known;
    return [
      {
        title: hit.title,
        language: hit.language,
        link: feedAddress(c, address),
        id: `${fullAddress(c, `/${hit.ref}`)}#${at.toISOString()}`,
        published: at,
        updated: at,
        summary: t(`search.public.kind.${hit.kind}`),
      },
    ];
  });
  const words = searchWords(t, filters);
  const limited = t('search.feed_limit', { count: size });
  const description = `${words || name}. ${limited}`;
  return atom(c, { title: words ? `${name}: ${words}` : name, link, description, atom: self, items });
}
