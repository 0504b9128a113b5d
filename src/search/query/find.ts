import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { findClaims, type ClaimsFound } from './claims-found.ts';
import { findDirectly } from './direct.ts';
import { allOf, conditionsOf, countFacets, type FacetName, type Facets, type Filters } from './facets.ts';
import { hitColumns, toHit, type Hit, type HitRow } from './hit.ts';
import { rankQuery, readText, textCondition, type ReadText } from './terms.ts';

export type Sort = 'relevance' | 'newest';

/** What is looked for. Every filter matches any of its values; filters are combined. */
export type SearchQuery = Filters & { text?: string; sort?: Sort; page?: number; perPage?: number };

export type Found = {
  hits: Hit[];
  /** Exact. */
  total: number;
  page: number;
  pages: number;
  facets: Facets;
  /** Where set, facets are counted over the newest so many matches only: say so beside them. */
  facetsOver: number | null;
  /** By relevance, or newest first: what `sort` came down to. */
  sort: Sort;
};

export type FoundThings = Found & {
  /** What the text names by its number or address; not among `hits` for that reason alone. */
  direct: Hit[];
  /** Claims inside the cases found. */
  claims: ClaimsFound;
};

/** Facets are counted over no more matches than this, and ranked over no more than that. */
const facetLimit = 20_000;
const rankLimit = 5_000;
/** Nobody pages further; past this the filters help. */
const deepest = 10_000;
const noClaims: ClaimsFound = { hits: [], more: false };

/** Searches everything the audience may see: cases (by all their words), actors, sources, articles, claims. */
export async function searchThings(db: Reader, query: SearchQuery, audience: Audience): Promise<FoundThings> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  const found = await find(db, query, text, audience, ['kind', 'country', 'type', 'year', 'status', 'outlet', 'language'], null);
  const first = (query.page ?? 1) === 1;
  const wantsClaims = text !== null && (!query.kind?.length || query.kind.includes('claim'));
  return {
    ...found,
    direct: query.text?.trim() && first ? await findDirectly(db, query.text, audience) : [],
    claims: wantsClaims && first ? await findClaims(db, text, audience) : noClaims,
  };
}

/** Cases for `/cases`: newest first, or by relevance where a text is given. */
export async function listCases(db: Reader, query: Omit<SearchQuery, 'kind' | 'language'>, audience: Audience): Promise<Found> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  return find(db, query, text, audience, ['country', 'type', 'year', 'status', 'outlet'], 'case');
}

async function find(db: Reader, query: SearchQuery, text: ReadText | null, audience: Audience, facets: readonly FacetName[], kind: string | null): Promise<Found> {
  const perPage = Math.min(Math.max(query.perPage ?? 20, 1), 200);
  const page = Math.max(1, Math.trunc(query.page ?? 1));
  const { conditions } = await conditionsOf(db, query, audience);
  const base = baseCondition(text, audience, kind);
  const all = allOf([base, ...Object.values(conditions)]);
  const counted = await countFacets(db, base, { conditions, filters: query, facets, audience, limit: facetLimit });
  const sort = query.sort ?? (text ? 'relevance' : 'newest');
  const total = Number((await sql<{ n: number }>`select count(*) as n from search_entry e where ${all}`.execute(db as never)).rows[0]!.n);
  const offset = (page - 1) * perPage;
  return {
    hits: total > offset && offset < deepest ? await pageOf(db, all, text && sort === 'relevance' ? text : null, perPage, offset) : [],
    total,
    page,
    pages: Math.ceil(Math.min(total, deepest) / perPage),
    facets: counted.facets,
    facetsOver: counted.scope > facetLimit ? facetLimit : null,
    sort,
  };
}

/** What an audience may find at all. A text in which nothing can be looked for finds nothing. */
export function baseCondition(text: ReadText | null, audience: Audience, kind: string | null): RawBuilder<boolean> {
  const words = text && textCondition(text, { tsv: sql.ref('e.tsv'), actors: sql.ref('e.actors') });
  return allOf([
    audience === 'public' ? sql<boolean>`e.for_public` : sql<boolean>`e.for_desk`,
    ...(kind ? [sql<boolean>`e.kind = ${kind}`] : []),
    ...(text ? [words ?? sql<boolean>`false`] : []),
  ]);
}

/** One page. By relevance the newest `rankLimit` matches are ranked; an actor of just that name comes first. */
async function pageOf(db: Reader, condition: RawBuilder<boolean>, text: ReadText | null, limit: number, offset: number): Promise<Hit[]> {
  const newest = sql`e.sort_on desc, e.thing_id desc`;
  const lexemes = text ? rankQuery(text) : '';
  if (!text || offset + limit > rankLimit) {
    const { rows } = await sql<HitRow>`select ${hitColumns} from search_entry e join thing t on t.id = e.thing_id where ${condition} order by ${newest} limit ${limit} offset ${offset}`.execute(db as never);
    return rows.map(toHit);
  }
  const named = [...new Set([...text.named, ...(text.terms.length === 1 ? text.terms[0]!.actors : [])])];
  const { rows } = await sql<HitRow>`
    select ${hitColumns} from (
      select e.*, ${lexemes ? sql`ts_rank(e.tsv, ${lexemes}::tsquery)` : sql`0`} + case when e.kind = 'actor' and e.actors && ${named}::bigint[] then 1 else 0 end as rank
      from search_entry e where ${condition} order by ${newest} limit ${rankLimit}
    ) e join thing t on t.id = e.thing_id order by e.rank desc, ${newest} limit ${limit} offset ${offset}`.execute(db as never);
  return rows.map(toHit);
}
