import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { findDirectly } from './direct.ts';
import { facetNamesFor, type FacetName } from '../../record/vocabulary/facets.ts';
import { allOf, conditionsOf, nameFacets, type Facets, type Filters, type ReadFilters } from './facets.ts';
import { inReadersWords, toHit, type Hit, type HitRow } from './hit.ts';
import { isLimitedEntry } from './limited.ts';
import { countMatches, countAndReadPage, wordsOf, type MatchCounts, type SearchRequest } from './count-matches.ts';
import { provisionsNamed } from './laws-named.ts';
import {
  bestClaims,
  findClaims,
  findEvents,
  type ClaimHit,
  type ClaimsFound,
  type EventsFound,
} from './parts-found.ts';
import { withMostWords, type Lacking } from './most-words.ts';
import { respell } from './respell.ts';
import { newestCounted, type PageOf } from './scan.ts';
import { markHits } from './snippets.ts';
import { explain } from './why.ts';
import { loosened, ofKey, rankOf, readText, textCondition, type ReadMeaning, type ReadText } from './terms.ts';

export const sorts = ['relevance', 'newest', 'changed'] as const;
/** The order of hits: by relevance, by date, or by last change. */
export type Sort = (typeof sorts)[number];

/** The query of a search. An item must match all filters. It matches a filter if it has one of the filter's values. */
export type SearchQuery = Filters & {
  text?: string;
  sort?: Sort;
  page?: number;
  perPage?: number;
  /** Whether to find items with most of the words if no item has all of them. Only if sorted by relevance. */
  mostWords?: boolean;
};

/**
 * How a part of the search text was understood, besides as its words. `common`: the words fit nearly every case, so
 * results need not have them.
 */
export type Understood = { word: string; kind: ReadMeaning['kind'] | 'common'; values: readonly string[] };

export type Found = {
  hits: Hit[];
  /** The number of matches. If `more` is true, there are more matches than this. */
  total: number;
  more: boolean;
  page: number;
  pages: number;
  facets: Facets;
  /**
   * If the counts of facets cover only the newest matches: the number of these matches, which the page must show.
   * Otherwise null.
   */
  facetsOver: number | null;
  sort: Sort;
  understood: Understood[];
  /** If there is a text: for each case among the hits, the claim that has most of its words, if any has one of them. */
  said: ClaimHit[];
  /** If nothing has the words as they were typed: the spelling that was searched for instead. Otherwise null. */
  instead: string | null;
  /** If the results need not have all words (`mostWords`): which words they may lack. Otherwise null. */
  lacking: Lacking | null;
  /**
   * Whether the words were compared with the names of all actors that they may mean. False if this took too many steps.
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

/**
 * Callbacks for partial results, so that a page can load related data while the search continues. `claims` is called
 * more than once.
 */
export type Early = {
  hits?(hits: readonly Pick<Hit, 'id' | 'kind'>[]): void;
  claims?(ids: readonly number[]): void;
};

/** Searches items of all kinds that the audience may see. A case is found by all words of its parts and claims. */
export async function searchThings(
  db: Reader,
  query: SearchQuery,
  audience: Audience,
  early?: Early,
): Promise<FoundThings> {
  const first = Boolean(query.text?.trim()) && (query.page ?? 1) === 1;
  const wants = (kind: string): boolean => !query.kind?.length || query.kind.includes(kind);
  const [direct, raw] = await Promise.all([
    first ? findDirectly(db, query.text!, audience) : [],
    searchLoosely(db, query, audience, facetNamesFor(audience), null),
  ]);
  const { text } = raw;
  // Events, and claims that belong to cases, have no entries in the index. They are searched in the cases that were
  // found.
  const casesOpened = async (): Promise<readonly number[]> =>
    !(wants('claim') || wants('event'))
      ? []
      : wants('case')
        ? raw.main.cases
        : (await look(db, { ...query, kind: ['case'], perPage: 1 }, text, audience, [], null)).main.cases;
  const parts = async (): Promise<Pick<FoundThings, 'claims' | 'events'>> => {
    const nothing = { hits: [], more: false };
    if (!first || !text) return { claims: nothing, events: nothing };
    const opened = await casesOpened();
    const [claims, events] = await Promise.all([
      wants('claim') ? findClaims(db, text, opened, audience, early?.claims) : nothing,
      wants('event') ? findEvents(db, text, opened, audience) : nothing,
    ]);
    return { claims, events };
  };
  early?.hits?.([...raw.listed, ...direct]);
  const [found, inCases, named] = await Promise.all([
    show(raw, early),
    parts(),
    first && text ? provisionsNamed(db, text, audience) : [],
  ]);
  return {
    ...found,
    direct: [...direct, ...named],
    understood: withoutOtherLaws(found.understood, [...named, ...found.hits]),
    ...inCases,
  };
}

/** Cases for `/cases`: by default newest first, or by relevance if there is a text. */
export async function listCases(
  db: Reader,
  query: Omit<SearchQuery, 'kind'>,
  audience: Audience,
  early?: Early,
): Promise<Found> {
  const facets = facetNamesFor(audience).filter((name) => name !== 'kind');
  const raw = await searchLoosely(db, { ...query, kind: undefined }, audience, facets, 'case');
  early?.hits?.(raw.listed);
  const found = await show(raw, early);
  return { ...found, understood: withoutOtherLaws(found.understood, found.hits) };
}

/** How many cases have each value of some facets, without any filter. */
export async function countFacets(db: Reader, audience: Audience, facets: readonly FacetName[]): Promise<Facets> {
  const filters = await conditionsOf(db, {}, audience);
  const { counts } = await countMatches({ db, audience, filters, kind: 'case', words: null }, null);
  return nameFacets(db, new Map(facets.map((name) => [name, counts])), {}, filters.codes, audience);
}

/** The number of results of a search. If it is 0, counts items with words that begin with those of the text. */
export async function countFound(
  db: Reader,
  query: SearchQuery,
  audience: Audience,
  kind: string | null,
): Promise<Pick<Found, 'total' | 'more'>> {
  const [text, filters] = await Promise.all([
    query.text?.trim() ? readText(db, query.text, audience) : null,
    conditionsOf(db, query, audience),
  ]);
  const count = async (words: ReadText | null): Promise<Pick<Found, 'total' | 'more'>> => {
    const request = { db, audience, filters, kind, words: words && (await wordsOf(db, words)) };
    const { total, more, exact } = await countMatches(request, null);
    return { total, more: more && !exact };
  };
  const found = await count(text);
  const loose = text && found.total === 0 ? loosened(text) : null;
  return loose ? count(loose) : found;
}

/** The results of a search before titles and snippets are loaded. `text`: the text that was finally searched for. */
type RawResults = {
  db: Reader;
  query: SearchQuery;
  audience: Audience;
  text: ReadText | null;
  filters: ReadFilters;
  counts: ReadonlyMap<FacetName, MatchCounts['counts']>;
  main: MatchCounts;
  capped: boolean;
  rows: HitRow[];
  listed: Pick<Hit, 'id' | 'kind'>[];
  slice: { offset: number; limit: number };
  sort: Sort;
  instead: string | null;
  lacking: Lacking | null;
};

/**
 * Searches for words with the same stems. If nothing is found, tries words with the same beginnings, then words with a
 * similar spelling, and then, if the query has `mostWords`, items with most of the words.
 */
async function searchLoosely(
  db: Reader,
  query: SearchQuery,
  audience: Audience,
  facets: readonly FacetName[],
  kind: string | null,
): Promise<RawResults> {
  const read = query.text?.trim() ? readText(db, query.text, audience) : null;
  const filters = conditionsOf(db, query, audience);
  const [text, known] = await Promise.all([read, filters]);
  const found = await look(db, query, text, audience, facets, kind, known);
  if (!text || found.main.total > 0) return found;
  const loose = loosened(text);
  const again = loose && (await look(db, query, loose, audience, facets, kind, known));
  if (again && again.main.total > 0) return again;
  const instead = text.complete ? await respell(db, query.text!, audience) : null;
  const other = instead && (await readText(db, instead.text, audience));
  const looked = other && (await look(db, query, other, audience, facets, kind, known));
  const respelled = looked && looked.main.total > 0 ? { ...looked, instead: instead.text } : null;
  if (!query.mostWords || found.sort !== 'relevance' || (respelled && instead?.isSlip)) return respelled ?? found;
  for (const { text: easier, lacking } of await withMostWords(db, text, loose, audience)) {
    // A word may be spelled correctly, although the record has only a similar word. So if one word may be left out,
    // items without it are preferred, if they are more than the items with the similar word.
    const left = lacking.nowhere.length + lacking.of - lacking.least;
    if (respelled && left > 1) break;
    const most = await look(db, query, easier, audience, facets, kind, known);
    if (most.main.total > (respelled?.main.total ?? 0)) return { ...most, lacking };
  }
  return respelled ?? found;
}

async function look(
  db: Reader,
  query: SearchQuery,
  text: ReadText | null,
  audience: Audience,
  facets: readonly FacetName[],
  kind: string | null,
  known?: ReadFilters,
): Promise<RawResults> {
  const perPage = Math.min(Math.max(query.perPage ?? 20, 1), 200);
  const page = Math.max(1, Math.trunc(query.page ?? 1));
  const slice = { offset: (page - 1) * perPage, limit: perPage };
  const sort = query.sort && (text || query.sort !== 'relevance') ? query.sort : text ? 'relevance' : 'newest';
  const [filters, words] = await Promise.all([known ?? conditionsOf(db, query, audience), text && wordsOf(db, text)]);
  const request: SearchRequest = { db, audience, filters, kind, words };
  const order: PageOf['order'] =
    sort === 'relevance' && text
      ? { by: 'relevance', rank: rankOf(text), first: namedBy(text) }
      : { by: sort === 'changed' ? 'changed' : 'newest' };

  // The values of a facet are counted without the facet's own filter, because a reader can add another value to it.
  const own = facets.filter((name) => filters.names[name]);
  const [{ main, rows: ranked }, ...others] = await Promise.all([
    countAndReadPage(request, { order, ...slice }),
    ...own.map((name) => countMatches(request, name)),
  ]);
  const counts = new Map(
    facets.map((name) => [name, own.includes(name) ? others[own.indexOf(name)]!.counts : main.counts]),
  );
  const capped = [main, ...others].some((one) => one.capped);
  const rows = order.by === 'relevance' ? await emptyLast(db, ranked, order.first, audience) : ranked;
  const listed = rows.map(({ thing_id: id, kind }) => ({ id: Number(id), kind }));
  return {
    db,
    query,
    audience,
    text,
    filters,
    counts,
    main,
    capped,
    rows,
    listed,
    slice,
    sort,
    instead: null,
    lacking: null,
  };
}

/**
 * Moves actors that have only a name in the record to the end of a page of results, unless the search names them.
 * A search for a place, for example, finds many actors with the place in their names.
 */
async function emptyLast(db: Reader, rows: HitRow[], named: readonly number[], audience: Audience): Promise<HitRow[]> {
  const asked = rows.flatMap(({ kind, thing_id: id }) =>
    kind === 'actor' && !named.includes(Number(id)) ? [Number(id)] : [],
  );
  if (asked.length === 0 || rows.length < 2) return rows;
  const [seen, shown] = [`e.for_${audience}`, `f.${audience}_shown`].map((column) => sql.ref(column));
  const { rows: found } = await sql<{ id: number }>`
    select a.id from unnest(${asked}::bigint[]) as a (id)
    where not exists (select from search_key e where e.actors @> array[a.id] and ${seen} and e.thing_id <> a.id)
      and not exists (select from fact f where f.subject_id = a.id and ${shown})`.execute(db);
  const empty = new Set(found.map(({ id }) => Number(id)));
  const isEmpty = (row: HitRow): boolean => empty.has(Number(row.thing_id));
  return [...rows.filter((row) => !isEmpty(row)), ...rows.filter(isEmpty)];
}

/** Loads what pages show of a search, such as titles and snippets. */
async function show(raw: RawResults, early?: Early): Promise<Found> {
  const { db, query, audience, text, filters, counts, main, listed, slice, sort } = raw;
  const cases = listed.flatMap((hit) => (hit.kind === 'case' ? [hit.id] : []));
  const marked = async (): Promise<Hit[]> => {
    const rows = await inReadersWords(db, raw.rows, audience);
    return text ? markHits(db, text, rows.map(toHit), rows) : rows.map(toHit);
  };
  const [hits, said, explained, facets] = await Promise.all([
    marked(),
    text ? bestClaims(db, text, cases, audience, early?.claims) : [],
    text ? explain(db, text, listed, audience) : null,
    nameFacets(db, counts, query, filters.codes, audience),
  ]);
  const why = explained?.(hits, showing(hits, said));
  return {
    hits: why ? hits.map((hit) => ({ ...hit, why: why.get(hit.id) ?? [] })) : hits,
    total: main.total,
    more: main.more && !main.exact,
    page: slice.offset / slice.limit + 1,
    pages: Math.ceil(Math.min(main.total, newestCounted) / slice.limit),
    facets,
    facetsOver: raw.capped ? newestCounted : null,
    sort,
    instead: raw.instead,
    lacking: raw.lacking,
    complete: text?.complete ?? true,
    said,
    understood: text ? understoodOf(text) : [],
  };
}

/** The ids of hits with a marked word in their title, their snippet, or a claim. */
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
    // A nickname can mean several laws, so each of these is a separate meaning.
    const alike = group(sure.map((meaning) => [meaning.kind === 'law' ? meaning : meaning.kind, meaning] as const));
    return [...alike.values()].map((meanings) => ({
      word: term.text,
      kind: meanings[0]!.kind,
      values: [...new Set(meanings.flatMap(({ values }) => values))],
    }));
  });

/** If a nickname means several laws, leaves out the laws by which no item was found, unless these are all of them. */
function withoutOtherLaws(understood: readonly Understood[], hits: readonly Hit[]): Understood[] {
  const found = new Set(
    hits.flatMap(({ why = [] }) => why.flatMap(({ kind, value }) => (kind === 'law' ? value : []))),
  );
  const isFound = ({ values }: Understood): boolean => values.some((value) => found.has(value));
  const laws = understood.filter(({ kind }) => kind === 'law');
  return understood.filter(
    (one) => one.kind !== 'law' || isFound(one) || !laws.some((law) => law.word === one.word && isFound(law)),
  );
}

/**
 * The actors that all words together name. If there is only one word, the actors that it names, unless the word also
 * means something else: “Kazakhstan”, for example, is a country, and is in the names of many actors.
 */
const namedBy = (text: ReadText): number[] => {
  const [only, ...more] = text.terms.filter((term) => term.role !== 'small');
  const isName = only && more.length === 0 && !only.meanings.some((meaning) => isSure(meaning.kind));
  return [...new Set([...text.named, ...(isName ? only.actors : [])])].slice(0, 20);
};
/** Whether a meaning comes from the lists, and not only from how a word looks or sounds. */
const isSure = (kind: ReadMeaning['kind']): boolean => !['host', 'sound', 'same'].includes(kind);

/**
 * The condition on `search_key e` for entries that an audience can find. A text without searchable words finds nothing.
 * @param limited whether the desk also finds items that are limited to the person's teams
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
