import { z } from 'zod';
import { listDisagreements } from '../../../record/disagreements/list.ts';
import { disagreementStates } from '../../../record/disagreements/tables.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import { facetNamesFor } from '../../../record/vocabulary/facets.ts';
import { perCatalogue } from '../../../record/vocabulary/properties.ts';
import { retractedAmong } from '../../../publishing/articles/article-index.ts';
import { noteGiven } from '../../../platform/database/viewer.ts';
import { searchThings, sorts } from '../../../search/query/find.ts';
import { hitsOf } from '../../../search/query/hit.ts';
import { findLimited } from '../../../search/query/limited.ts';
import { disagreementListJson, publicDisagreements } from '../../record/api/disagreements.ts';
import { countedHead, countedOf, hitJson, hitLineOf } from '../../record/api/lists.ts';
import { readCursor, writeCursor } from '../../kit/api/cursor.ts';
import { defineReading } from '../../kit/api/endpoint.ts';
import { facetFilters, filtersIn } from '../../record/api/list-endpoints.ts';
import { audience, many, one, paging, withCursor } from '../../kit/api/parameters.ts';

/** The cursor of a list that has no unique sort key: a page number (search) or a position (disagreements). */
const placeKey = z.tuple([z.number().int().min(1).max(100_000)]);

const searchQuery = perCatalogue((of: Audience) =>
  z.object({
    q: one('Words in any language or script, the number of an item, or a web address.'),
    kind: many('The kind of item, such as `case`, `event`, `actor`, `claim`, `source` or `article`.'),
    ...facetFilters(of),
    sort: z
      .enum(sorts, 'api.error.sort')
      .optional()
      .describe('The order. By default by relevance if `q` is given, else newest first.'),
    audience,
    ...paging,
  }),
);

export const search = defineReading({
  id: 'search',
  name: 'SearchResult',
  path: '/search',
  cost: 4,
  get query() {
    return searchQuery('desk');
  },
  get publicQuery() {
    return searchQuery('public');
  },
  answer: z.strictObject({
    total: z.number(),
    ...countedHead,
    direct: z
      .array(hitJson)
      .describe('The items that `q` names by a number, a web address or the nickname of a law; only on the first page'),
    items: z.array(hitJson),
    limited: z
      .array(hitJson)
      .optional()
      .describe(
        'Only with `audience=desk`: the matching items that are limited to your teams, the most recently changed first. `total` and `facets` do not count them. Each page has the next ones',
      ),
    next: z
      .string()
      .nullable()
      .describe('Path of the next page; null on the last one. Only the newest 5,000 matches are on pages'),
  }),
  async read({ db, url, query, audience }) {
    const { q, sort, limit, cursor } = query;
    const mark = { search: { ...query, cursor: undefined } };
    const [page] = readCursor(mark, cursor, placeKey) ?? [1];
    const found = await searchThings(
      db,
      { ...filtersIn(query, audience), text: q, sort, page, perPage: limit },
      audience,
    );
    const inTeams =
      audience === 'desk'
        ? await findLimited(db, { ...filtersIn(query, audience), text: q }, { limit, offset: (page - 1) * limit })
        : null;
    const limited = inTeams && (await hitsOf(db, inTeams.ids));
    const all = [...found.hits, ...found.direct, ...(limited ?? [])];
    const ids = all.flatMap((hit) => (hit.kind === 'claim' ? [hit.id] : []));
    if (audience === 'desk') noteGiven(ids);
    const claims = new Map((await loadClaims(db, ids, audience)).map((claim) => [claim.id, claim]));
    const next = page < found.pages || inTeams?.more ? withCursor(url, writeCursor(mark, [page + 1])) : null;
    const retracted = await retractedAmong(
      db,
      all.flatMap((hit) => (hit.kind === 'article' ? [hit.id] : [])),
    );
    return {
      body: {
        total: found.total,
        ...countedOf(found, facetNamesFor(audience)),
        direct: found.direct.flatMap((hit) => hitLineOf(hit, claims, retracted)),
        items: found.hits.flatMap((hit) => hitLineOf(hit, claims, retracted)),
        ...(limited && { limited: limited.flatMap((hit) => hitLineOf(hit, claims, retracted)) }),
        next,
      },
      next,
    };
  },
});

export const disagreements = defineReading({
  id: 'listDisagreements',
  name: 'DisagreementList',
  path: '/disagreements',
  query: z.object({
    state: z
      .array(z.enum(disagreementStates, 'api.error.choice'))
      .optional()
      .describe('The state of the disagreement. May be repeated; any of the values matches.'),
    property: many('The property for which sources give different values.'),
    ...paging,
  }),
  answer: z.strictObject({
    total: z.number(),
    capped: publicDisagreements.shape.capped,
    items: publicDisagreements.shape.disagreements,
    next: z.string().nullable(),
  }),
  async read({ db, url, query }) {
    const { cursor, limit, ...filters } = query;
    const mark = { disagreements: filters, limit };
    const [offset] = readCursor(mark, cursor, placeKey) ?? [0];
    const list = await listDisagreements(db, filters, { limit, offset }, 'public');
    const more = offset + limit < list.total;
    const next = more ? withCursor(url, writeCursor(mark, [offset + limit])) : null;
    const { total, capped, disagreements: items } = disagreementListJson(list, next);
    return { body: { total, capped, items, next }, next };
  },
});
