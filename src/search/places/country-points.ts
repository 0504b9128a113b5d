import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { cellOf, pointSteps, type Cell, type Place } from '../../record/values/place.ts';
import { placeParts, readCells } from '../statistics/tallies.ts';

/** A place on the map of a country. `cases`: the number of public cases there. */
export type MapPlace = Cell & { names: string[]; cases: number };

/**
 * The places of a country's public cases, those with most cases first. `located`: the number of cases with a place on
 * the map. `more`: how many places were left out because there are too many. `counts`: for `countGroups`.
 */
export type CountryPoints = { places: MapPlace[]; located: number; more: number; counts: PlaceCounts };

/**
 * The number of cases at each place of a country. `several`: the numbers of cases at more than one place, by the keys
 * of these places. They are needed because a case must count only once in a group of places.
 */
export type PlaceCounts = { places: (Cell & { cases: number })[]; several: { at: string[]; cases: number }[] };

/** The maximum number of places on one map. */
const maxPlaces = 500;
/** The maximum number of names of one place. It can have several, such as suburbs, and spellings in other scripts. */
const maxNames = 3;
/** The names of a place come from the facts of at most this many items. */
const maxNaming = 8;

const found = sql`exists (select from search_key k where k.thing_id = p.case_id and k.for_public)`;

/** Returns the name to show for a place. `locality`: the name as in the source. */
type Naming = (locality: string) => string;
const asWritten: Naming = (locality) => locality;

/** Loads the places of a country. If there are too many: those with most cases, or those nearest to `around`. */
export async function loadCountryPoints(
  db: Reader,
  country: string,
  around?: Cell,
  nameOf: Naming = asWritten,
): Promise<CountryPoints> {
  const cells = await readCells(db, [placeParts.one, placeParts.several], sql<boolean>`y.a = ${country}`);
  const all = cells.flatMap(({ part, b, n }) => (part === placeParts.one ? [{ ...cellOfKey(b), cases: n }] : []));
  const several = cells.flatMap(({ part, b, n }) =>
    part === placeParts.several ? [{ at: b.split(','), cases: n }] : [],
  );
  const distance = (one: Cell): number =>
    around ? Math.abs(one.latitude - around.latitude) + Math.abs(one.longitude - around.longitude) : 0;
  const shown = all
    .toSorted(
      (a, b) =>
        distance(a) - distance(b) ||
        (around ? 0 : b.cases - a.cases) ||
        a.latitude - b.latitude ||
        a.longitude - b.longitude,
    )
    .slice(0, maxPlaces);
  return {
    places: (await withNames(db, country, await withNaming(db, country, shown), nameOf)).toSorted(
      (a, b) => b.cases - a.cases,
    ),
    located:
      all.reduce((sum, one) => sum + one.cases, 0) -
      several.reduce((sum, one) => sum + one.cases * (one.at.length - 1), 0),
    more: all.length - shown.length,
    counts: { places: all, several },
  };
}

/** One place of a country with its cases, newest first; null if it has none. */
export async function loadPlace(
  db: Reader,
  country: string,
  cell: Cell,
  span: { limit: number; offset: number },
  nameOf: Naming = asWritten,
): Promise<{ place: MapPlace; cases: number[] } | null> {
  const here = sql`p.country = ${country} and p.latitude = ${cell.latitude} and p.longitude = ${cell.longitude} and ${found}`;
  const { rows } = await sql<Row>`
    select p.latitude, p.longitude, count(*)::int as cases, (array_agg(p.subject_id order by p.case_id desc))[1:${sql.lit(maxNaming)}] as naming
    from case_point p where ${here} group by 1, 2`.execute(db);
  const [place] = await withNames(db, country, rows, nameOf);
  if (!place) return null;
  const { rows: cases } = await sql<{ id: number }>`
    select p.case_id as id from case_point p cross join lateral (select max(k.sort_on) as day from search_key k where k.thing_id = p.case_id and k.for_public) k
    where ${here} order by k.day desc nulls last, p.case_id desc limit ${span.limit} offset ${span.offset}`.execute(db);
  return { place, cases: cases.map((row) => Number(row.id)) };
}

/**
 * The number of cases in each group of places, such as a region. A case with several places in a group counts once.
 * @param groups for each of `places`, the index of its group; null if it is in none
 */
export function countGroups(
  { places: counted, several }: PlaceCounts,
  places: readonly Cell[],
  groups: readonly (number | null)[],
): Map<number, number> {
  const groupOf = new Map<string, number>();
  for (const [index, group] of groups.entries()) if (group !== null) groupOf.set(cellKey(places[index]!), group);
  const counts = new Map<number, number>();
  const add = (group: number, cases: number): void => void counts.set(group, (counts.get(group) ?? 0) + cases);
  for (const one of counted) {
    const group = groupOf.get(cellKey(one));
    if (group !== undefined) add(group, one.cases);
  }
  for (const { at, cases } of several) {
    const met = new Set<number>();
    for (const group of at.flatMap((key) => groupOf.get(key) ?? []))
      if (met.has(group)) add(group, -cases);
      else met.add(group);
  }
  return counts;
}

function cellOfKey(key: string): Cell {
  const [latitude, longitude] = key.split(' ').map(Number) as [number, number];
  return { latitude, longitude };
}

/** Adds to each place the ids of items whose facts name it, from its newest cases. */
async function withNaming(db: Reader, country: string, places: readonly (Cell & { cases: number })[]): Promise<Row[]> {
  const { rows } = await sql<{ naming: number[] | null }>`
    select (select array_agg(subject_id) from (
      select p.subject_id from case_point p where p.country = ${country} and p.latitude = s.latitude and p.longitude = s.longitude and ${found}
      order by p.case_id desc limit ${sql.lit(maxNaming)}) n) as naming
    from unnest(${places.map((one) => one.latitude)}::smallint[], ${places.map((one) => one.longitude)}::smallint[]) with ordinality as s (latitude, longitude, place) order by place`.execute(
    db,
  );
  return places.map((place, index) => ({ ...place, naming: rows[index]!.naming ?? [] }));
}

const cellKey = ({ latitude, longitude }: Cell): string => `${latitude} ${longitude}`;

type Row = Cell & { cases: number; naming: number[] };

/** Adds the names of each place from facts that readers see, the most frequent name first. */
async function withNames(db: Reader, country: string, rows: readonly Row[], nameOf: Naming): Promise<MapPlace[]> {
  const ids = [...new Set(rows.flatMap((row) => row.naming.map(Number)))];
  const { rows: facts } = await sql<{ id: number; value: Place }>`
    select i.id, f.value from unnest(${ids}::bigint[]) as i (id)
    cross join lateral (select * from fact f where f.subject_id = i.id and f.value ? 'point' and f.public_shown and not f.public_attributed offset 0) f`.execute(
    db,
  );
  const named = new Map<string, string>();
  for (const { id, value } of facts) {
    const cell = value.country === country ? cellOf(value) : null;
    if (cell) named.set(keyOf(cell, Number(id)), nameOf(value.locality!));
  }
  return rows.map(({ naming, ...row }) => {
    const names = new Map<string, number>();
    for (const id of naming) {
      const name = named.get(keyOf(row, Number(id)));
      if (name) names.set(name, (names.get(name) ?? 0) + 1);
    }
    return {
      latitude: Number(row.latitude),
      longitude: Number(row.longitude),
      cases: Number(row.cases),
      names: [...names]
        .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        .slice(0, maxNames)
        .map(([name]) => name),
    };
  });
}

const keyOf = ({ latitude, longitude }: Cell, subject: number): string => `${subject} ${latitude} ${longitude}`;

/** A position in degrees: `[longitude, latitude]`. */
export const degreesOf = ({ latitude, longitude }: Cell): [number, number] => [
  longitude / pointSteps,
  latitude / pointSteps,
];

/** A position as a part of a URL, in hundredths of a degree, such as `4325n-7695e`. */
export function cellWords({ latitude, longitude }: Cell): string {
  const [north, east] = [latitude, longitude].map((steps) => Math.round((Math.abs(steps) / pointSteps) * 100));
  return `${north}${latitude < 0 ? 's' : 'n'}-${east}${longitude < 0 ? 'w' : 'e'}`;
}

/** Reads `cellWords`; null for any other text. */
export function readCell(text: string): Cell | null {
  const parts = /^(\d{1,4})([ns])-(\d{1,5})([ew])$/.exec(text);
  if (!parts) return null;
  const steps = (hundredths: string, negative: boolean): number =>
    Math.round((Number(hundredths) / 100) * pointSteps) * (negative ? -1 : 1);
  const cell = { latitude: steps(parts[1]!, parts[2] === 's'), longitude: steps(parts[3]!, parts[4] === 'w') };
  return cellWords(cell) === text ? cell : null;
}
