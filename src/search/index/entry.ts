import { sql } from 'kysely';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { facetOf, type FacetFact, type FacetName } from '../../record/vocabulary/facets.ts';
import type { Property } from '../../record/vocabulary/properties.ts';
import { limitedAmong } from '../../record/teams/group-by-teams.ts';
import { withoutMarks, wordVectorOf } from '../words.ts';

/** The part of an item that one audience (the desk, or readers) can find. */
export type EntryContent = {
  title: string;
  /** The texts by which the item is found, in four groups. In the ranking, words of the first weigh most. */
  words: readonly [a: string, b: string, c: string, d: string];
  /**
   * The text from which a list of hits takes snippets. It contains no claims, because a claim must not be shown without
   * its speaker.
   */
  body: string;
  /** Artificial words such as `@d:2018-05` (marks.ts). */
  marks?: readonly string[];
  facets: ReadonlyMap<FacetName, ReadonlySet<string>>;
  /** The ids of the actors that the entry names. */
  actors: readonly number[];
  /** The newest date of the item (YYYY-MM-DD); null if it has none. */
  on: string | null;
  changed: Date;
};

export type Entry = { thingId: number; desk: EntryContent; public: EntryContent | null };

type Row = {
  thingId: number;
  forPublic: boolean;
  forDesk: boolean;
  content: EntryContent;
  names: string[];
  terms: number[];
};

/** The number of entries in one insert. While the database writes these, the next ones are prepared. */
const atOnce = 250;

/**
 * Inserts the entries of items of a kind, and updates the counts. An item has one row if its entry is the same for the
 * desk and for readers, and otherwise a row for each.
 * @param entries preferably a generator, so that not all entries are in memory at once
 */
export async function insertEntries(tx: Tx, kind: string, entries: Iterable<Entry>): Promise<void> {
  const codes = new Map<string, number>();
  const counts = { public: new Map<number, number>(), desk: new Map<number, number>() };
  let writing: Promise<void> = Promise.resolve();
  try {
    for (const some of chunks(entries, atOnce)) {
      const limited = await limitedAmong(
        tx,
        some.map((entry) => entry.thingId),
      );
      const rows = some.flatMap((entry) => rowsOf(kind, entry, limited.has(entry.thingId)));
      await learnCodes(tx, codes, rows);
      for (const row of rows) count(row, codes, counts);
      const written = writing;
      writing = write(tx, kind, rows);
      // The next iteration awaits `writing` and throws its error. Until then, Node must not report it as unhandled.
      writing.catch(() => {});
      await written;
    }
  } finally {
    await writing;
  }
  await insertRows(tx, 'search_tally', [...tallies(kind, true, counts.public), ...tallies(kind, false, counts.desk)]);
}

function* chunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let some: T[] = [];
  for (const item of items)
    if (some.push(item) === size) {
      yield some;
      some = [];
    }
  if (some.length) yield some;
}

function rowsOf(kind: string, { thingId, desk, public: open }: Entry, isLimited: boolean): Row[] {
  // The normal search does not find a limited item. Only `findLimited` does, for members of its team.
  if (isLimited) {
    const names = namesOf(kind, desk, false, false);
    return [{ thingId, forDesk: false, forPublic: false, content: desk, names, terms: [] }];
  }
  const alike = open !== null && isAlike(desk, open);
  const row = (content: EntryContent, forDesk: boolean, forPublic: boolean): Row => ({
    thingId,
    forDesk,
    forPublic,
    content,
    names: namesOf(kind, content, forDesk, forPublic),
    terms: [],
  });
  return open && !alike ? [row(desk, true, false), row(open, false, true)] : [row(desk, true, alike)];
}

async function learnCodes(tx: Tx, codes: Map<string, number>, rows: readonly Row[]): Promise<void> {
  const unknown = new Set<string>();
  for (const { names } of rows) for (const name of names) if (!codes.has(name)) unknown.add(name);
  if (unknown.size) for (const [name, code] of await codesOf(tx, unknown)) codes.set(name, code);
}

function count(
  row: Row,
  codes: ReadonlyMap<string, number>,
  counts: { public: Map<number, number>; desk: Map<number, number> },
): void {
  row.terms = row.names.map((name) => codes.get(name)!).sort((a, b) => a - b);
  for (const code of row.terms) {
    if (row.forPublic) counts.public.set(code, (counts.public.get(code) ?? 0) + 1);
    if (row.forDesk) counts.desk.set(code, (counts.desk.get(code) ?? 0) + 1);
  }
}

const tallies = (kind: string, isPublic: boolean, counts: ReadonlyMap<number, number>) =>
  Array.from(counts, ([code, n]) => ({ for_public: isPublic, kind, code, n }));

/**
 * The names of an entry: its kind, its facets (such as `country=KZ`) and its shelves. The index stores a code for each
 * name. A shelf groups the entries of an audience, a kind and a quarter, which is year * 4 + 0..3, or 0 without a date.
 */
function namesOf(kind: string, content: EntryContent, forDesk: boolean, forPublic: boolean): string[] {
  const names = [`kind=${kind}`];
  for (const [facet, values] of content.facets) for (const value of values) names.push(`${facet}=${value}`);
  const quarter =
    content.on === null ? 0 : Number(content.on.slice(0, 4)) * 4 + Math.floor((Number(content.on.slice(5, 7)) - 1) / 3);
  if (forPublic) names.push(`shelf=public/${kind}/${quarter}`);
  if (forDesk) names.push(`shelf=desk/${kind}/${quarter}`);
  return names;
}

/** The codes of names, which are numbers. A name without a code gets a new one. */
async function codesOf(tx: Tx, names: ReadonlySet<string>): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; code: number }>`
    with wanted as materialized (
      select unnest(${[...names].toSorted()}::text[]) collate "C" as name
    ), known as materialized (
      select w.name, (select min(t.code) from search_term t where t.name = w.name) as code from wanted w
    ), made as (
      insert into search_term (name) select name from known where code is null order by name returning name, code
    )
    select name, code from known where code is not null union all select name, code from made`.execute(tx);
  return new Map(rows.map((row) => [row.name, row.code]));
}

/** The maximum number of marks of an entry. */
const maxMarks = 500;

/** The marks as a tsvector of weight B. */
const vectorOfMarks = (marks: readonly string[] = []): string =>
  marks
    .slice(0, maxMarks)
    .map((one) => `'${one.replace(/['\\]/g, '$&$&')}':1B`)
    .join(' ');

const list = (values: Iterable<string | number>): string =>
  `{${Array.from(values, (value) => (typeof value === 'number' ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`)).join(',')}}`;

async function write(tx: Tx, kind: string, rows: readonly Row[]): Promise<void> {
  const text = (of: (row: Row) => string) => sql`${rows.map(of)}::text[]`;
  const values = (facet: FacetName) => text((row) => list(row.content.facets.get(facet) ?? []));
  const words = (place: 0 | 1 | 2 | 3) => text((row) => withoutMarks(row.content.words[place]));
  const vector = (column: string) => wordVectorOf(sql.ref(column));
  await sql`
    insert into search_entry (thing_id, kind, for_public, for_desk, title, tsv, body, countries, types, years, statuses, languages, outlets, actors, terms, sort_on, changed_at)
    select thing_id, ${kind}, for_public, for_desk, title,
      setweight(${vector('a')}, 'A') || setweight(${vector('b')}, 'B') || setweight(${vector('c')}, 'C') || ${vector('d')} || m::tsvector,
      body, countries::text[], types::text[], years::smallint[], statuses::text[], languages::text[], outlets::bigint[], actors::bigint[], terms::int[], sort_on, changed_at
    from unnest(
      ${rows.map((row) => row.thingId)}::bigint[], ${rows.map((row) => row.forPublic)}::bool[], ${rows.map((row) => row.forDesk)}::bool[], ${text((row) => row.content.title)},
      ${words(0)}, ${words(1)}, ${words(2)}, ${words(3)}, ${text((row) => vectorOfMarks(row.content.marks))}, ${text((row) => row.content.body)},
      ${values('country')}, ${values('type')}, ${values('year')}, ${values('status')}, ${values('language')}, ${values('outlet')}, ${text((row) => list(row.content.actors))}, ${text((row) => list(row.terms))},
      ${rows.map((row) => row.content.on ?? '-infinity')}::date[], ${rows.map((row) => row.content.changed)}::timestamptz[]
    ) as u (thing_id, for_public, for_desk, title, a, b, c, d, m, body, countries, types, years, statuses, languages, outlets, actors, terms, sort_on, changed_at)`.execute(
    tx,
  );
}

function isAlike(one: EntryContent, other: EntryContent): boolean {
  return (
    one === other ||
    (one.title === other.title &&
      one.words.every((words, index) => words === other.words[index]) &&
      one.body === other.body &&
      one.on === other.on &&
      one.changed.getTime() === other.changed.getTime() &&
      sameItems(one.actors, other.actors) &&
      sameItems(one.marks ?? [], other.marks ?? []) &&
      one.facets.size === other.facets.size &&
      Array.from(one.facets).every(([facet, values]) => sameItems([...values], [...(other.facets.get(facet) ?? [])])))
  );
}

/** Whether two lists without duplicates have the same items, in any order. */
function sameItems<T>(one: readonly T[], other: readonly T[]): boolean {
  if (one.length !== other.length) return false;
  const items = new Set(other);
  return one.every((item) => items.has(item));
}

/** The facets of an entry, while they are collected. */
export class Facets extends Map<FacetName, Set<string>> {
  /** Adds the facet values of a fact, if its property is a facet. */
  addFact(property: Property | undefined, fact: FacetFact): this {
    const facet = property && facetOf(property, fact);
    for (const value of facet?.values ?? []) this.add(facet!.name, value);
    return this;
  }
  add(facet: FacetName, value: string | number | null | undefined): this {
    if (value === null || value === undefined || value === '') return this;
    const values = this.get(facet);
    if (values) values.add(String(value));
    else this.set(facet, new Set([String(value)]));
    return this;
  }
}
