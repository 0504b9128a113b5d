import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { findDirectly } from './direct.ts';
import { expectedRows } from './expected.ts';
import { facetNamesFor, type FacetName } from '../../record/vocabulary/facets.ts';
import { allOf, conditionsOf, nameFacets, type Facets, type Filters } from './facets.ts';
import { inReadersWords, toHit, type Hit } from './hit.ts';
import { isLimitedEntry } from './limited.ts';
import { lookFor, lookForPage, type Looking } from './look.ts';
import {
  bestClaims,
  findClaims,
  findEvents,
  type ClaimHit,
  type ClaimsFound,
  type EventsFound,
} from './parts-found.ts';
import { respell } from './respell.ts';
import { newestCounted, type PageOf } from './scan.ts';
import { markHits } from './snippets.ts';
import { explain } from './why.ts';
import { loosened, ofKey, rankOf, readText, textCondition, type ReadMeaning, type ReadText } from './terms.ts';

export const sorts = ['relevance', 'newest', 'changed'] as const;
/** The order of hits: by relevance, by date, or by last change. */
export type Sort = (typeof sorts)[number];

/** The query of a search. An item matches a filter if it has one of the filter's values, and must match all filters. */
export type SearchQuery = Filters & { text?: string; sort?: Sort; page?: number; perPage?: number };

/**
 * What some words of a search mean beside themselves. `common`: they fit nearly every case, so results need not have
 * them.
 */
export type Understood = { word: string; kind: ReadMeaning['kind'] | 'common'; values: readonly string[] };

export type Found = {
  hits: Hit[];
  /** The number of matches. If `more` is set, there are more matches than this. */
  total: number;
  more: boolean;
  page: number;
  pages: number;
  facets: Facets;
  /**
   * If the counts of some facets cover only the newest matches, the number of these. Then the page must say so.
   * Otherwise null.
   */
  facetsOver: number | null;
  /** The sort order of the hits. */
  sort: Sort;
  /** How the words of the search were understood, beside the words themselves. */
  understood: Understood[];
  /** If words were searched for: for each case among the hits, its claim that has most of the words, if any has one. */
  said: ClaimHit[];
  /** If nothing has the words as they were typed: the spelling that was searched for instead. Otherwise null. */
  instead: string | null;
  /**
   * Whether the words were compared with all names that they may mean. False if that would have taken too many steps.
   */
  complete: boolean;
};

export type FoundThings = Found & {
  /** The items that the text names by number, URL or identifier; not part of `hits`. */
  direct: Hit[];
  /** Claims and events inside the cases found. */
  claims: ClaimsFound;
  events: EventsFound;
};

/** Searches everything the audience may see: cases (by all their words), events, actors, sources, articles, claims. */
export async function searchThings(db: Reader, query: SearchQuery, audience: Audience): Promise<FoundThings> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  const { cases, looked, ...found } = await findLoosely(db, query, text, audience, facetNamesFor(audience), null);
  const first = looked !== null && (query.page ?? 1) === 1;
  const wants = (kind: string): boolean => !query.kind?.length || query.kind.includes(kind);
  // Events, and claims in cases, have no entries in the index. So they are searched in the cases that were found.
  const opened =
    !first || !(wants('claim') || wants('event'))
      ? []
      : wants('case')
        ? cases
        : (await find(db, { ...query, kind: ['case'], perPage: 1 }, looked, audience, [], null)).cases;
  return {
    ...found,
    direct: first ? await findDirectly(db, query.text!, audience) : [],
    claims: first && wants('claim') ? await findClaims(db, looked, opened, audience) : { hits: [], more: false },
    events: first && wants('event') ? await findEvents(db, looked, opened, audience) : { hits: [], more: false },
  };
}

/** Cases for `/cases`: newest first, or by relevance if there is a text. */
export async function listCases(db: Reader, query: Omit<SearchQuery, 'kind'>, audience: Audience): Promise<Found> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  const {
    cases: _,
    looked: __,
    ...found
  } = await findLoosely(
    db,
    { ...query, kind: undefined },
    text,
    audience,
    facetNamesFor(audience).filter((name) => name !== 'kind'),
    'case',
  );
  return found;
}

/** The number of results of a search, with words by their beginnings if need be, but in no other spelling. */
export async function countFound(
  db: Reader,
  query: SearchQuery,
  audience: Audience,
  kind: string | null,
): Promise<Pick<Found, 'total' | 'more'>> {
  const text = query.text?.trim() ? await readText(db, query.text, audience) : null;
  const filters = await conditionsOf(db, query, audience);
  const count = async (words: ReadText | null): Promise<Pick<Found, 'total' | 'more'>> => {
    const looking = { db, audience, filters, kind, words: words && (await wordsOf(db, words)) };
    const { total, more, exact } = await lookFor(looking, null);
    return { total, more: more && !exact };
  };
  const found = await count(text);
  const loose = text && found.total === 0 ? loosened(text) : null;
  return loose ? count(loose) : found;
}

type FoundIn = Found & { cases: number[] };

/**
 * Searches words by their stems; if nothing is found, by their beginnings, and then by similar spelling. `looked`: the
 * text of the last of these searches.
 */
async function findLoosely(
  db: Reader,
  query: SearchQuery,
  text: ReadText | null,
  audience: Audience,
  facets: readonly FacetName[],
  kind: string | null,
): Promise<FoundIn & { looked: ReadText | null }> {
  const found = await find(db, query, text, audience, facets, kind);
  const loose = text && found.total === 0 ? loosened(text) : null;
  const again = loose && (await find(db, query, loose, audience, facets, kind));
  if (again && again.total > 0) return { ...again, looked: loose };
  const instead = text?.complete && found.total === 0 ? await respell(db, query.text!, audience) : null;
  const other = instead && (await readText(db, instead, audience));
  const respelled = other && (await find(db, query, other, audience, facets, kind));
  return respelled && respelled.total > 0 ? { ...respelled, instead, looked: other } : { ...found, looked: text };
}

async function find(
  db: Reader,
  query: SearchQuery,
  text: ReadText | null,
  audience: Audience,
  facets: readonly FacetName[],
  kind: string | null,
): Promise<FoundIn> {
  const perPage = Math.min(Math.max(query.perPage ?? 20, 1), 200);
  const page = Math.max(1, Math.trunc(query.page ?? 1));
  const slice = { offset: (page - 1) * perPage, limit: perPage };
  const sort = query.sort && (text || query.sort !== 'relevance') ? query.sort : text ? 'relevance' : 'newest';
  const [filters, words] = await Promise.all([conditionsOf(db, query, audience), text && wordsOf(db, text)]);
  const looking: Looking = { db, audience, filters, kind, words };
  const order: PageOf['order'] =
    sort === 'relevance' && text
      ? { by: 'relevance', rank: rankOf(text), first: namedBy(text) }
      : { by: sort === 'changed' ? 'changed' : 'newest' };

  // The values of a facet are counted under all other filters, but not under the facet's own filter, because a reader
  // can add another value to that filter.
  const own = facets.filter((name) => filters.names[name]);
  const [{ main, rows: found }, ...others] = await Promise.all([
    lookForPage(looking, { order, ...slice }),
    ...own.map((name) => lookFor(looking, name)),
  ]);
  const counts = new Map(
    facets.map((name) => [name, own.includes(name) ? others[own.indexOf(name)]!.counts : main.counts]),
  );
  const rows = await inReadersWords(db, found, audience);
  const plain = rows.map(toHit);
  const said = text
    ? await bestClaims(
        db,
        text,
        plain.flatMap((hit) => (hit.kind === 'case' ? [hit.id] : [])),
        audience,
      )
    : [];
  const hits = text ? await markHits(db, text, plain, rows) : plain;
  const why = text ? await explain(db, text, hits, showing(hits, said), audience) : null;
  return {
    hits: why ? hits.map((hit) => ({ ...hit, why: why.get(hit.id) ?? [] })) : hits,
    total: main.total,
    more: main.more && !main.exact,
    page,
    pages: Math.ceil(Math.min(main.total, newestCounted) / perPage),
    facets: await nameFacets(db, counts, query, filters.codes, audience),
    facetsOver: [main, ...others].some((one) => one.capped) ? newestCounted : null,
    sort,
    instead: null,
    complete: text?.complete ?? true,
    said,
    understood: text ? understoodOf(text) : [],
    cases: main.cases,
  };
}

/** The ids of hits that show some of the words: in their title, their snippet, or a claim. */
const showing = (hits: readonly Hit[], said: readonly ClaimHit[]): Set<number> =>
  new Set([
    ...hits.flatMap(({ id, marked }) =>
      [...(marked?.title ?? []), ...(marked?.body ?? [])].some((piece) => piece.marked) ? [id] : [],
    ),
    ...said.flatMap((claim) => (claim.marked.some((piece) => piece.marked) ? [claim.case.id] : [])),
  ]);

const understoodOf = (text: ReadText): Understood[] =>
  text.terms.flatMap((term): Understood[] => {
    if (term.role === 'common') return [{ word: term.text, kind: 'common', values: [] }];
    const sure = term.meanings.filter(({ kind }) => isSure(kind));
    return [...group(sure.map((meaning) => [meaning.kind, meaning.values] as const))].map(([kind, values]) => ({
      word: term.text,
      kind,
      values: [...new Set(values.flat())],
    }));
  });

async function wordsOf(db: Reader, read: ReadText): Promise<Looking['words']> {
  const condition = textCondition(read, ofKey) ?? sql<boolean>`false`;
  return { text: JSON.stringify(read), condition, expected: await expectedRows(db, condition) };
}

/**
 * The actors that all words together name. If there is only one word, the actors that this word names, unless it means
 * something else, too: “Kazakhstan” is in the names of many.
 */
const namedBy = (text: ReadText): number[] => {
  const [only, ...more] = text.terms.filter((term) => term.role !== 'small');
  const isName = only && more.length === 0 && !only.meanings.some((meaning) => isSure(meaning.kind));
  return [...new Set([...text.named, ...(isName ? only.actors : [])])].slice(0, 20);
};
/** Whether a meaning comes from the lists, and not only from how a word looks or sounds. */
const isSure = (kind: ReadMeaning['kind']): boolean => !['host', 'sound', 'same'].includes(kind);

/**
 * The condition on `search_key e` for what an audience can find at all. A text without searchable words finds nothing.
 * `limited`: the desk also finds items that are limited to teams of the person.
 */
export function baseCondition(
  text: ReadText | null,
  audience: Audience,
  kind: string | null,
  limited = false,
): RawBuilder<boolean> {
  const words = text && textCondition(text, ofKey);
  const forDesk = limited ? sql<boolean>`(e.for_desk or ${isLimitedEntry})` : sql<boolean>`e.for_desk`;
  return allOf([
    audience === 'public' ? sql<boolean>`e.for_public` : forDesk,
    ...(kind ? [sql<boolean>`e.kind = ${kind}`] : []),
    ...(text ? [words ?? sql<boolean>`false`] : []),
  ]);
}
