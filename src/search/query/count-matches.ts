import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { currentViewer } from '../../platform/database/viewer.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { cachedResult, cacheResult, tallied } from './codes.ts';
import { expectedRows, expectedShare } from './expected.ts';
import { facetNamesFor, type FacetName } from '../../record/vocabulary/facets.ts';
import { allOf, type ReadFilters } from './facets.ts';
import type { HitRow } from './hit.ts';
import { newestCounted, readInOrder, scan, scanPage, type PageOf, type Scanned, type Scope } from './scan.ts';
import { ofKey, textCondition, type ReadText } from './terms.ts';

/**
 * What to search for. `words`: the text as a cache key, the condition that it sets, and the number of entries that
 * probably match it.
 */
export type SearchRequest = {
  db: Reader;
  audience: Audience;
  filters: ReadFilters;
  kind: string | null;
  words: { text: string; condition: RawBuilder<boolean>; expected: number } | null;
};

/**
 * The counts of a search. `total`: the number of matches; `exact`: whether it is exact; `capped`: whether the counts of
 * facet values cover only the newest matches.
 */
export type MatchCounts = Pick<Scanned, 'counts' | 'cases'> & {
  total: number;
  more: boolean;
  exact: boolean;
  capped: boolean;
};

/** `SearchRequest.words` for a text. A text without searchable words matches nothing. */
export async function wordsOf(db: Reader, read: ReadText): Promise<NonNullable<SearchRequest['words']>> {
  const condition = textCondition(read, ofKey) ?? sql<boolean>`false`;
  return { text: JSON.stringify(read), condition, expected: await expectedRows(db, condition) };
}

/** Counts the entries that match the text and all filters, or, with `without`, all filters except this one. */
export async function countMatches(request: SearchRequest, without: FacetName | null): Promise<MatchCounts> {
  const known = cachedCounts(request, without);
  if (known) return known;
  if (!isNarrowed(request, without)) return store(request, without, await countAll(request, without));
  return store(
    request,
    without,
    await countsFound(
      request,
      without,
      await scan(request.db, await scopeOf(request, without), conditionOf(request, without), null),
    ),
  );
}

/**
 * Counts the matches, and reads one page of them. If the counts are cached, reads only what the page needs.
 */
export async function countAndReadPage(
  request: SearchRequest,
  page: PageOf,
): Promise<{ main: MatchCounts; rows: HitRow[] }> {
  const { db, audience } = request;
  const condition = conditionOf(request, null);
  const deep = page.offset >= newestCounted;
  const inOrder = (by: 'newest' | 'changed'): Promise<HitRow[]> =>
    readInOrder(db, audience, kindsOf(request, null), condition, by, page);
  if (!isNarrowed(request, null)) {
    const [main, rows] = await Promise.all([
      countMatches(request, null),
      deep || page.order.by === 'relevance' ? [] : inOrder(page.order.by),
    ]);
    return { main, rows };
  }
  const scope = await scopeOf(request, null);
  const known = cachedCounts(request, null);
  const scanned = known ? null : await scan(db, scope, condition, deep ? null : page);
  const main = known ?? store(request, null, await countsFound(request, null, scanned!));
  if (deep) return { main, rows: [] };
  if (page.order.by === 'changed' && main.more) return { main, rows: await inOrder('changed') };
  return { main, rows: scanned?.rows ?? (await scanPage(db, scope, condition, page)) };
}

/** Counts in the cache. Codes and counts alternate in one array, which needs a tenth of the memory of a Map. */
type CachedCounts = Omit<MatchCounts, 'counts'> & { counts: Uint32Array };

function cachedCounts(request: SearchRequest, without: FacetName | null): MatchCounts | undefined {
  const cached = cachedResult<CachedCounts>(request.db, request.filters.codes.snapshot, keyOf(request, without));
  if (!cached) return undefined;
  const counts = new Map<number, number>();
  for (let at = 0; at < cached.counts.length; at += 2) counts.set(cached.counts[at]!, cached.counts[at + 1]!);
  return { ...cached, counts };
}

function store(request: SearchRequest, without: FacetName | null, found: MatchCounts): MatchCounts {
  const counts = new Uint32Array(found.counts.size * 2);
  let at = 0;
  for (const [code, count] of found.counts) {
    counts[at++] = code;
    counts[at++] = count;
  }
  const cached: CachedCounts = { ...found, counts };
  cacheResult(request.db, request.filters.codes.snapshot, keyOf(request, without), cached);
  return found;
}

const isNarrowed = (request: SearchRequest, without: FacetName | null): boolean =>
  request.words !== null || conditionsSet(request, without).length > 0;

/** The counts of a search without text and filters. The index stores them (`tallied`). */
async function countAll(request: SearchRequest, without: FacetName | null): Promise<MatchCounts> {
  const { db, audience, filters } = request;
  const kinds = kindsOf(request, without);
  const counts = await tallied(db, audience, kinds);
  const total = filters.codes.quarters.reduce(
    (sum, shelf) => sum + (kinds.includes(shelf.kind) ? (counts.get(shelf.code) ?? 0) : 0),
    0,
  );
  return { counts, cases: [], total, more: total > newestCounted, exact: true, capped: false };
}

async function countsFound(
  request: SearchRequest,
  without: FacetName | null,
  { found, counts, cases }: Scanned,
): Promise<MatchCounts> {
  const more = found > newestCounted;
  const exact = more ? await countedAlready(request, kindsOf(request, without), conditionsSet(request, without)) : null;
  return {
    counts,
    cases,
    total: exact ?? Math.min(found, newestCounted),
    more,
    exact: !more || exact !== null,
    capped: more,
  };
}

/**
 * The number of matches of a search with a single filter value and no text, which the index stores (`tallied`). Null
 * for any other search.
 */
async function countedAlready(
  { db, audience, filters, words }: SearchRequest,
  kinds: readonly string[],
  set: readonly (FacetName | 'tag')[],
): Promise<number | null> {
  const names = set.length === 1 ? filters.names[set[0]!]! : [];
  const codes = names.length === 1 ? (filters.codes.of.get(names[0]!) ?? []) : [];
  if (words || codes.length !== 1) return null;
  return (await tallied(db, audience, kinds)).get(codes[0]!) ?? 0;
}

/** The cache key of a search without one of its filters. */
const keyOf = ({ audience, filters, kind, words }: SearchRequest, without: FacetName | null): string =>
  JSON.stringify([
    audience,
    kind,
    words?.text,
    facetNamesFor('desk').map((name) => (name === without ? null : filters.names[name])),
    // Which items have a tag depends on what the person sees.
    filters.names.tag && [filters.names.tag, currentViewer()?.teams],
  ]);

async function scopeOf(request: SearchRequest, without: FacetName | null): Promise<Scope> {
  const { db, audience, filters, words } = request;
  const kinds = kindsOf(request, without);
  const set = conditionsSet(request, without).map((name) =>
    filters.names[name]!.flatMap((one) => filters.codes.of.get(one) ?? []),
  );
  return {
    audience,
    shelves: filters.codes.quarters.filter((shelf) => kinds.includes(shelf.kind)),
    share: await expectedShare(db, audience, filters.codes, set, words && words.expected),
  };
}

/** The kinds of items to search: all that have entries, or those of the filter `kind`. */
function kindsOf({ filters, kind }: SearchRequest, without: FacetName | null): string[] {
  const known = [...new Set(filters.codes.quarters.map((shelf) => shelf.kind))];
  if (kind) return known.filter((one) => one === kind);
  const asked = without === 'kind' ? undefined : filters.names.kind;
  return asked ? known.filter((one) => asked.includes(`kind=${one}`)) : known;
}

const conditionsSet = ({ filters }: SearchRequest, without: FacetName | null): (FacetName | 'tag')[] =>
  (Object.keys(filters.conditions) as (FacetName | 'tag')[]).filter((name) => name !== 'kind' && name !== without);

const conditionOf = (request: SearchRequest, without: FacetName | null): RawBuilder<boolean> =>
  allOf([
    ...conditionsSet(request, without).map((name) => request.filters.conditions[name]!),
    ...(request.words ? [request.words.condition] : []),
  ]);
