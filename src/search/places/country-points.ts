import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { cellOf, pointSteps, type Cell, type Place } from '../../record/values/place.ts';

/** One place on the map of a country. `cases`: the number of public cases there. */
export type MapPlace = Cell & { names: string[]; cases: number };

/**
 * Places of a country's public cases, those with most cases first. `located`: the number of cases with a place on the
 * map. `more`: how many places were left out because there are too many.
 */
export type CountryPoints = { places: MapPlace[]; located: number; more: number };

/** The most places of one map. */
const mostPlaces = 500;
/** The most names of one place: suburbs, and spellings in other scripts. */
const mostNames = 3;
/** The names of a place come from so many of its items. */
const mostNaming = 8;

const found = sql`exists (select from search_key k where k.thing_id = p.case_id and k.for_public)`;

/** The name of a place for whoever sees it. `locality`: the words of a source. */
type Naming = (locality: string) => string;
const asWritten: Naming = (locality) => locality;

/** If there are too many places, those with most cases, or those nearest to `around`. */
export async function loadCountryPoints(
  db: Reader,
  country: string,
  around?: Cell,
  nameOf: Naming = asWritten,
): Promise<CountryPoints> {
  const first = around
    ? sql`abs(p.latitude - ${around.latitude}) + abs(p.longitude - ${around.longitude}), 1, 2`
    : sql`3 desc, 1, 2`;
  const { rows } = await sql<Row>`
    select p.latitude, p.longitude, count(*)::int as cases, (array_agg(p.subject_id order by p.case_id desc))[1:${sql.lit(mostNaming)}] as naming
    from case_point p where p.country = ${country} and ${found} group by 1, 2 order by ${first} limit ${mostPlaces}`.execute(
    db,
  );
  if (rows.length === 0) return { places: [], located: 0, more: 0 };
  const { rows: all } = await sql<{ located: number; places: number }>`
    select count(distinct p.case_id)::int as located, count(distinct (p.latitude, p.longitude))::int as places
    from case_point p where p.country = ${country} and ${found}`.execute(db);
  return {
    places: (await withNames(db, country, rows, nameOf)).toSorted((a, b) => b.cases - a.cases),
    located: Number(all[0]!.located),
    more: Number(all[0]!.places) - rows.length,
  };
}

/** The positions of all places of a country's public cases, also of those that its map leaves out. */
export async function loadCells(db: Reader, country: string): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select distinct p.latitude, p.longitude from case_point p where p.country = ${country} and ${found}`.execute(db);
  return rows.map(({ latitude, longitude }) => ({ latitude: Number(latitude), longitude: Number(longitude) }));
}

/** One place of a country with its cases, newest first; null if there is none. */
export async function loadPlace(
  db: Reader,
  country: string,
  cell: Cell,
  span: { limit: number; offset: number },
  nameOf: Naming = asWritten,
): Promise<{ place: MapPlace; cases: number[] } | null> {
  const here = sql`p.country = ${country} and p.latitude = ${cell.latitude} and p.longitude = ${cell.longitude} and ${found}`;
  const { rows } = await sql<Row>`
    select p.latitude, p.longitude, count(*)::int as cases, (array_agg(p.subject_id order by p.case_id desc))[1:${sql.lit(mostNaming)}] as naming
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
 * @param groups the index of the group of each place; null if a place is in none
 */
export async function countGroups(
  db: Reader,
  country: string,
  places: readonly Cell[],
  groups: readonly (number | null)[],
): Promise<Map<number, number>> {
  if (places.length === 0) return new Map();
  const { rows } = await sql<{ of: number; cases: number }>`
    select g.of, count(distinct p.case_id)::int as cases
    from unnest(${places.map((one) => one.latitude)}::smallint[], ${places.map((one) => one.longitude)}::smallint[], ${[...groups]}::int[]) as g (latitude, longitude, of)
    join case_point p on p.country = ${country} and p.latitude = g.latitude and p.longitude = g.longitude
    where g.of is not null and ${found} group by 1`.execute(db);
  return new Map(rows.map((row) => [Number(row.of), Number(row.cases)]));
}

type Row = Cell & { cases: number; naming: number[] };

/** Adds the names of places, as readers see them in the facts of cases and events; the most frequent name first. */
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
        .slice(0, mostNames)
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

/** A position as a part of an address: `4325n-7695e`, in hundredths of a degree. */
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
