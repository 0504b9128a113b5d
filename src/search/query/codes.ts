import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';

/**
 * A shelf: the entries of one kind and one quarter (three months) for an audience. `place`: the quarter as year * 4 +
 * 0..3, or 0 for entries without a date.
 */
export type Quarter = { code: number; kind: string; place: number };

/**
 * What a search reads from the index first. `of`: the codes of names such as `country=KZ`; `quarters`: the shelves of
 * its audience.
 */
export type Codes = { of: ReadonlyMap<string, number[]>; quarters: readonly Quarter[]; snapshot: Snapshot };

/**
 * Identifies the state of the database that a query read. Two queries with equal snapshots have read the same state.
 */
export type Snapshot = string;

/** Reads the codes of names, and the shelves, in one query. Names without a code are not in the map. */
export async function readCodes(db: Reader, names: readonly string[], audience: Audience): Promise<Codes> {
  const prefix = `shelf=${audience}/`;
  const { rows } = await sql<{
    snapshot: string;
    asked: { code: number; name: string }[] | null;
    shelves: string | null;
  }>`
    select pg_current_snapshot()::text as snapshot,
      (select json_agg(json_build_object('code', code, 'name', name)) from search_term where name = any(${[...names]}::text[])) as asked,
      (select string_agg(code || ' ' || substring(name from ${prefix.length + 1}::int), ',') from search_term where name >= ${prefix} and name < ${`shelf=${audience}0`}) as shelves`.execute(
    db,
  );
  const { snapshot, asked, shelves } = rows[0]!;
  const of = new Map<string, number[]>();
  for (const { code, name } of asked ?? []) of.set(name, [...(of.get(name) ?? []), Number(code)]);
  return {
    snapshot,
    of,
    quarters: (shelves ?? '')
      .split(',')
      .filter(Boolean)
      .map((line) => {
        const [code, rest = ''] = line.split(' ');
        const at = rest.lastIndexOf('/');
        return { code: Number(code), kind: rest.slice(0, at), place: Number(rest.slice(at + 1)) };
      }),
  };
}

/**
 * What is cached for a database. `meanings`: the meanings of codes, which never change; `counts`: for each audience,
 * the number of entries by code, up to a minute old; `results`: results of searches in the state `snapshot`.
 */
type Memory = {
  meanings: Map<number, Meaning>;
  counts: Map<string, { at: number; of: ReadonlyMap<number, number> }>;
  results: { snapshot: Snapshot; of: Map<string, unknown> };
};
const memories = new WeakMap<Reader, Memory>();

function memoryOf(db: Reader): Memory {
  const known = memories.get(db) ?? {
    meanings: new Map(),
    counts: new Map(),
    results: { snapshot: '', of: new Map() },
  };
  memories.set(db, known);
  return known;
}

const maxLooks = 2_000;

/**
 * The cached result for `key`, if the snapshot is equal, which means that no process has changed the database since.
 * Readers who change a filter or the page often need the same counts again.
 */
export function cachedResult<Found>(db: Reader, snapshot: Snapshot, key: string): Found | undefined {
  const { results } = memoryOf(db);
  const found = results.snapshot === snapshot ? (results.of.get(key) as Found | undefined) : undefined;
  if (found === undefined) return undefined;
  // This moves the result to the end of the Map, because the results at its beginning are removed first.
  results.of.delete(key);
  results.of.set(key, found);
  return found;
}

/** Caches a result. If the cache is full, the least recently used one is deleted. */
export function cacheResult(db: Reader, snapshot: Snapshot, key: string, found: unknown): void {
  const { results } = memoryOf(db);
  if (results.snapshot !== snapshot) Object.assign(results, { snapshot, of: new Map() });
  const { of } = results;
  of.delete(key);
  of.set(key, found);
  if (of.size > maxLooks) of.delete(of.keys().next().value!);
}

/**
 * The meaning of a code. For the code of a law, `value` is empty, because meanings are cached, and the name of a law
 * may change (`lawNamesOf`).
 */
export type Meaning = { facet: string; value: string };

export async function meaningsOf(db: Reader, codes: Iterable<number>): Promise<ReadonlyMap<number, Meaning>> {
  const { meanings } = memoryOf(db);
  const unknown: number[] = [];
  for (const code of codes) if (!meanings.has(code)) unknown.push(code);
  if (unknown.length) {
    const { rows } = await sql<{
      code: number;
      name: string;
    }>`select code, name from search_term where code = any(${unknown}::int[])`.execute(db);
    for (const { code, name } of rows) {
      const at = name.indexOf('=');
      const facet = name.slice(0, at);
      meanings.set(Number(code), { facet, value: facet === 'law' ? '' : name.slice(at + 1) });
    }
  }
  return meanings;
}

/** The names of laws, by their codes. */
export async function lawNamesOf(db: Reader, codes: readonly number[]): Promise<Map<number, string>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<{
    code: number;
    name: string;
  }>`select code, name from search_term where code = any(${[...codes]}::int[]) and name like 'law=%'`.execute(db);
  return new Map(rows.map((row) => [Number(row.code), row.name.slice('law='.length)]));
}

/** The exact number of entries of these kinds with each code. */
export async function tallied(
  db: Reader,
  audience: Audience,
  kinds: readonly string[] | null,
): Promise<Map<number, number>> {
  const { rows } = await sql<{ counts: string | null }>`
    select string_agg(code || ' ' || n, ',') as counts from (
      select code, sum(n) as n from search_tally where for_public = ${audience === 'public'} ${kinds ? sql`and kind = any(${[...kinds]}::text[])` : sql``} group by code having sum(n) > 0
    ) c`.execute(db);
  return new Map(
    (rows[0]?.counts ?? '')
      .split(',')
      .filter(Boolean)
      .map((line) => line.split(' ').map(Number) as [number, number]),
  );
}

/** For how many milliseconds counts of `approximateTallies` are cached. */
const remembered = 60_000;

/**
 * The number of entries of all kinds with each code. The numbers can be a minute old, which is accurate enough for
 * choosing how to search.
 */
export async function approximateTallies(db: Reader, audience: Audience): Promise<ReadonlyMap<number, number>> {
  const { counts } = memoryOf(db);
  const known = counts.get(audience);
  if (known && performance.now() - known.at < remembered) return known.of;
  const of = await tallied(db, audience, null);
  counts.set(audience, { at: performance.now(), of });
  return of;
}
