import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { slugOf, type Audience } from '../../record/views/briefs.ts';
import { approximateTallies, type Quarter } from './codes.ts';
import { hitColumns, type HitRow } from './hit.ts';

/** At most this many matches, the newest ones, are counted and listed on pages. */
export const newestCounted = 5_000;
/** At most this many matches, the newest ones, are ranked by relevance. */
const newestRanked = 500;

/** At most this many matching cases, the newest ones, are searched for claims and events. */
const casesOpened = 100;

/**
 * The minimum number of entries that the first step reads. If it does not find enough matches, each further step reads
 * twice as many.
 */
const smallestStep = 2_000;

/**
 * Where to search. `shelves`: the shelves of the kinds to search; `share`: the share (0 to 1) of entries that probably
 * matches.
 */
export type Scope = { audience: Audience; shelves: readonly Quarter[]; share: number };

type Order =
  | { by: 'newest' }
  | { by: 'changed' }
  | { by: 'relevance'; rank: RawBuilder<unknown>; first: readonly number[] };
export type PageOf = { order: Order; offset: number; limit: number };

export type Scanned = {
  /** The number of matches, at most `newestCounted` + 1. */
  found: number;
  /** For each code, how many of the newest `newestCounted` matches have it. */
  counts: Map<number, number>;
  /** The ids of the newest cases among the matches. */
  cases: number[];
  rows: HitRow[];
};

/**
 * Finds the newest entries that match `condition`, counts their codes, and reads a page of them. Reads shelves from the
 * newest on, in steps that probably contain enough matches. So a search for frequent words usually ends after the first
 * step, and a search for rare words reads everything in one step.
 */
export async function scan(
  db: Reader,
  scope: Scope,
  condition: RawBuilder<boolean>,
  page: PageOf | null,
): Promise<Scanned> {
  const way = await wayOf(db, scope, newestCounted);
  if (!way) return { found: 0, counts: new Map(), cases: [], rows: [] };
  const { rows } = await sql<{ found: number; codes: string | null; cases: number[] | null; page: HitRow[] | null }>`
    with ${matchedIn(scope, way, condition, newestCounted + 1)}${page ? sql`, page as materialized (${pageOf(page, scope, condition)})` : sql``}
    select (select count(*)::int from matched) as found, (select string_agg(codes, ' ') from (select codes from matched limit ${newestCounted}) m) as codes,
      (select array_agg(thing_id) from (select thing_id from matched where kind = 'case' limit ${casesOpened}) c) as cases,
      ${page ? sql`(select json_agg(h order by h.turn) from (${hitsOf()}) h)` : sql`null`} as page`.execute(db);
  const row = rows[0]!;
  return {
    found: Number(row.found),
    counts: countCodes(row.codes ?? ''),
    cases: (row.cases ?? []).map(Number),
    rows: row.page ?? [],
  };
}

/** Reads one page of a search whose counts are cached. Reads only as many matches as the page needs. */
export async function scanPage(
  db: Reader,
  scope: Scope,
  condition: RawBuilder<boolean>,
  page: PageOf,
): Promise<HitRow[]> {
  const { order, offset, limit } = page;
  // Matches come by date, so the one that changed last can be anywhere among them. Sorting by last change needs all of
  // them.
  const most =
    order.by === 'changed' ? newestCounted + 1 : Math.max(offset + limit, order.by === 'relevance' ? newestRanked : 0);
  const way = await wayOf(db, scope, most);
  if (!way) return [];
  const { rows } = await sql<{ page: HitRow[] | null }>`
    with ${matchedIn(scope, way, condition, most)}, page as materialized (${pageOf(page, scope, condition)})
    select json_agg(h order by h.turn) as page from (${hitsOf()}) h`.execute(db);
  return rows[0]!.page ?? [];
}

/** SQL for the newest matches. */
const matchedIn = (scope: Scope, way: Way, condition: RawBuilder<boolean>, most: number): RawBuilder<unknown> => sql`
    matched as materialized (${newest(scope, way, condition, most)})`;

const newest = (scope: Scope, way: Way, condition: RawBuilder<boolean>, most: number): RawBuilder<unknown> =>
  way === 'in order'
    ? // "offset 0" makes PostgreSQL sort (by an index) before it filters. Otherwise it might filter all entries first.
      sql`
      select x.* from unnest(${[...new Set(scope.shelves.map((shelf) => shelf.kind))]}::text[]) as k (kind) cross join lateral (
        select ${keyColumns} from (
          select * from search_key o where o.kind = k.kind and ${seenBy(scope.audience, 'o')} order by o.sort_on desc, o.thing_id desc offset 0
        ) e where ${condition} limit ${most}
      ) x order by sort_on desc, thing_id desc limit ${most}`
    : // The last limit ends the query once there are enough matches, so later steps do not run.
      sql`
      select x.* from ${stepValues(way)}
      cross join lateral (
        select * from (select ${keyColumns} from search_key e where ${within(scope, way)} and ${condition} offset 0) e
        order by sort_on desc, thing_id desc limit ${most}
      ) x limit ${most}`;

const keyColumns = sql`e.thing_id, e.for_public, e.kind, e.sort_on, e.changed_at, e.codes`;

const seenBy = (audience: Audience, table: 'e' | 'o' = 'e'): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.for_${audience}`)}`;

/**
 * The condition for the entries of a step. With several steps, it uses the codes of the step's shelves. With only one
 * step, the kinds and the audience are enough.
 */
const within = ({ audience, shelves }: Scope, steps: readonly unknown[]): RawBuilder<boolean> =>
  steps.length > 1
    ? sql<boolean>`e.terms && s.codes`
    : sql<boolean>`${seenBy(audience)} and e.kind = any(${[...new Set(shelves.map((shelf) => shelf.kind))]}::text[])`;

const hitsOf = () =>
  sql`select p.turn, ${hitColumns()}, left(e.body, 20000) as body from page p join search_entry e on e.thing_id = p.thing_id and e.for_public = p.for_public join thing t on t.id = e.thing_id`;

type Titled = { id: number; kind: string; number: number; title: string; slug: string | null };

/** The titles of the newest matches, for suggestions. */
export async function newestTitles(
  db: Reader,
  scope: Scope,
  condition: RawBuilder<boolean>,
  limit: number,
): Promise<Titled[]> {
  const way = await wayOf(db, scope, limit);
  if (!way) return [];
  const { rows } = await sql<Titled>`
    with ${matchedIn(scope, way, condition, limit)}
    select x.thing_id as id, x.kind, t.number, x.title, ${slugOf(sql`x.kind`, sql`x.thing_id`)} as slug from matched k join search_entry x on x.thing_id = k.thing_id and x.for_public = k.for_public
    join thing t on t.id = x.thing_id order by k.sort_on desc, k.thing_id desc`.execute(db);
  return rows.map((row) => ({ ...row, id: Number(row.id), number: Number(row.number) }));
}

const stepValues = (steps: readonly (readonly number[])[]): RawBuilder<unknown> =>
  sql`(values ${sql.join(steps.map((codes, step) => sql`(${sql.lit(step)}, ${[...codes]}::int[])`))}) as s (step, codes)`;

/**
 * SQL for the entries of a page and their positions, from the subquery `matched`, which is sorted by date, newest
 * first.
 */
function pageOf(
  { order, offset, limit }: PageOf,
  { audience, shelves }: Scope,
  condition: RawBuilder<boolean>,
): RawBuilder<unknown> {
  const inTurn = (rows: RawBuilder<unknown>) =>
    sql`select thing_id, for_public, row_number() over () as turn from (${rows} limit ${limit} offset ${offset}) r`;
  if (order.by === 'newest') return inTurn(sql`select thing_id, for_public from matched`);
  if (order.by === 'changed')
    return inTurn(sql`select thing_id, for_public from matched order by changed_at desc, thing_id desc`);
  // First come actors that the words name, even if there are many newer matches. Then come the newest matches, ranked
  // by relevance, and then the rest.
  const first = shelves.some((shelf) => shelf.kind === 'actor') ? [...order.first] : [];
  return inTurn(sql`
    select thing_id, for_public from (
      select e.thing_id, e.for_public, e.sort_on, 1000.0 - array_position(${first}::bigint[], e.thing_id) as rank from search_key e
      where e.thing_id = any(${first}::bigint[]) and e.kind = 'actor' and ${seenBy(audience)} and ${condition}
      union all
      select m.thing_id, m.for_public, m.sort_on, case when m.turn <= ${newestRanked} then (select ${order.rank} from search_entry e where e.thing_id = m.thing_id and e.for_public = m.for_public) else -1 end
      from (select thing_id, for_public, sort_on, row_number() over () as turn from matched limit ${Math.max(newestRanked, offset + limit) + first.length}) m where m.thing_id <> all(${first}::bigint[])
    ) ranked order by rank desc, sort_on desc, thing_id desc`);
}

/**
 * How to find the newest matches: in steps, each with the codes of the shelves that it reads, or `in order`, which
 * reads one entry after the other from an index that is sorted by date.
 */
type Way = number[][] | 'in order';

/** The cost of reading one entry and checking its words, as a multiple of the cost of finding it in the index. */
const costOfReading = 6;

/**
 * Divides shelves into steps, the newest first, so that the first step probably contains `enough` matches. Shelves
 * without a date are last. If the first step would contain many more matches, for example because an import put
 * everything on one shelf, returns `in order`. Null if there is nothing to search.
 */
async function wayOf(db: Reader, { audience, shelves, share }: Scope, enough: number): Promise<Way | null> {
  const counts = await approximateTallies(db, audience);
  const places = new Map<number, { codes: number[]; count: number }>();
  for (const { place, code } of shelves) {
    const known = places.get(place) ?? { codes: [], count: 0 };
    places.set(place, { codes: [...known.codes, code], count: known.count + (counts.get(code) ?? 0) });
  }
  const steps: number[][] = [];
  let size = Math.max(smallestStep, (enough * 1.2) / share);
  // If the first step has at least half of all entries, reading all shelves in one step is faster.
  if (size * 2 >= [...places.values()].reduce((all, { count }) => all + count, 0)) size = Infinity;
  let room = 0;
  let first = 0;
  for (const [, { codes, count }] of [...places].toSorted(([a], [b]) => b - a)) {
    if (room <= 0) {
      steps.push([]);
      room = size;
      size *= 2;
    }
    steps.at(-1)!.push(...codes);
    room -= count;
    if (steps.length === 1) first += count;
  }
  if (steps.length === 0) return null;
  const [byIndex, inOrder] = [first * share, (enough / share) * costOfReading];
  return inOrder < byIndex ? 'in order' : steps;
}

/** Counts how often each code occurs in a text such as `12 15 3 12`. */
function countCodes(codes: string): Map<number, number> {
  let tally = new Uint16Array(4_096);
  const met: number[] = [];
  let code = 0;
  for (let at = 0; at <= codes.length; at++) {
    const digit = codes.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      code = code * 10 + digit;
      continue;
    }
    if (code >= tally.length) {
      const wider = new Uint16Array(code * 2);
      wider.set(tally);
      tally = wider;
    }
    // Two bytes are enough for a count, because each code occurs at most `newestCounted` times.
    if (code > 0 && ++tally[code]! === 1) met.push(code);
    code = 0;
  }
  return new Map(met.map((one) => [one, tally[one]!]));
}

/**
 * Reads one page of the entries of some kinds that match `condition`, in the order of a sorted index. This is fast if
 * many entries match.
 */
export async function readInOrder(
  db: Reader,
  audience: Audience,
  kinds: readonly string[],
  condition: RawBuilder<boolean>,
  by: 'newest' | 'changed',
  { offset, limit }: { offset: number; limit: number },
): Promise<HitRow[]> {
  const key = sql.ref(by === 'newest' ? 'sort_on' : 'changed_at');
  const { rows } = await sql<HitRow>`
    with page as materialized (
      select x.* from unnest(${[...kinds]}::text[]) as k (kind) cross join lateral (
        select e.${key} as key, e.thing_id, e.for_public from search_key e
        where e.kind = k.kind and ${audience === 'public' ? sql`e.for_public` : sql`e.for_desk`} and ${condition} order by e.${key} desc, e.thing_id desc limit ${offset + limit}
      ) x order by key desc, thing_id desc limit ${limit} offset ${offset}
    )
    select ${hitColumns()}, left(e.body, 20000) as body from page p join search_entry e on e.thing_id = p.thing_id and e.for_public = p.for_public join thing t on t.id = e.thing_id order by p.key desc, p.thing_id desc`.execute(
    db,
  );
  return rows;
}
