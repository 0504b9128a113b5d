import type { Point } from '../../../record/values/place.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { isDeskOnly } from '../../../record/vocabulary/properties.ts';
import type { Note } from '../read/reading.ts';
import { isInCountry } from './in-country.ts';
import type { PlacePart } from './targets.ts';
import { countriesOfCity, isUsState, readCountry } from './terms.ts';
import { cut, readNumber } from './values.ts';

type Gathered = {
  on: 'case' | 'event';
  property: string;
  column: string | null;
  lenient: boolean;
  /** Countries from columns of the row. */
  countries: string[];
  /** The country that the import profile sets for rows without a country. */
  defaultCountry: string | null;
  /** Whether a column contains a state of the United States. */
  inState: boolean;
  localities: string[];
  latitude?: number;
  longitude?: number;
};
type Finished = {
  on: 'case' | 'event';
  property: string;
  value: unknown;
  column: string | null;
  lenient: boolean;
  /** What is wrong with the value. */
  problem?: Note;
  /** Why the row gets no place, although its columns have parts of one. */
  skipped?: Note;
};

/** Combines the parts of places, which can be in several columns, into the places of a row. */
export class Places {
  #all = new Map<string, Gathered>();
  #unplaced = '';

  /** The town of a row without a country; empty if there is none, or if only the desk may see it. */
  get unplaced(): string {
    return this.#unplaced;
  }

  /** Adds one part of a place. @returns what is wrong with the part, or null */
  take(
    on: 'case' | 'event',
    property: string,
    part: PlacePart,
    text: string,
    column: string | null,
    lenient: boolean,
  ): Note | null {
    const key = `${on}.${property}`;
    const place = this.#all.get(key) ?? {
      on,
      property,
      column,
      lenient,
      countries: [],
      defaultCountry: null,
      inState: false,
      localities: [],
    };
    this.#all.set(key, place);
    if (column !== null) place.column ??= column;
    place.lenient ||= lenient;
    if (part === 'locality' || part === 'us-state') {
      if (!place.localities.includes(text)) place.localities.push(text);
      if (part === 'us-state' && isUsState(text)) place.inState = true;
      return null;
    }
    if (part === 'country') {
      const country = readCountry(text);
      if (!country) return { column, message: 'exchange.imports.value.country', params: { text: cut(text) } };
      if (column === null) place.defaultCountry = country;
      else if (!place.countries.includes(country)) place.countries.push(country);
      return null;
    }
    const [latitude, longitude] =
      part === 'point'
        ? pointOf(text)
        : [part === 'latitude' ? degrees(text, 90) : undefined, part === 'longitude' ? degrees(text, 180) : undefined];
    if (latitude === null || longitude === null || (latitude === undefined && longitude === undefined))
      return { column, message: 'exchange.imports.value.point', params: { text: cut(text) } };
    place.latitude ??= latitude;
    place.longitude ??= longitude;
    return null;
  }

  *finish(): Generator<Finished> {
    for (const place of this.#all.values()) {
      const { on, property, column, lenient, localities, latitude, longitude } = place;
      const base = { on, property, column, lenient, value: null };
      const locality = localities.join(', ');
      const point =
        latitude !== undefined && longitude !== undefined && (latitude !== 0 || longitude !== 0)
          ? { latitude, longitude }
          : undefined;
      const country = countryOf(place);
      if ('conflict' in country) {
        yield { ...base, skipped: { column, ...country.conflict } };
        continue;
      }
      const skipped = country.code ? conflictWith(country.code, place, point) : noCountry(locality);
      if (skipped) {
        if (!place.countries.length && !isDeskOnly(property)) this.#unplaced ||= locality;
        yield { ...base, skipped: { column, ...skipped } };
        continue;
      }
      if ((latitude === undefined) !== (longitude === undefined))
        yield { ...base, problem: { column, message: 'exchange.imports.value.half_point' } };
      yield {
        ...base,
        value: { country: country.code, ...(locality ? { locality } : {}), ...(point ? { point } : {}) },
      };
    }
  }
}

type Reason = Omit<Note, 'column'>;

const nameOf = (code: string): string => countryName(code, 'en');

/** The country of a place: from its columns, or else the country of its state, or else the default country. */
function countryOf({
  countries,
  defaultCountry,
  inState,
  localities,
}: Gathered): { code: string | null } | { conflict: Reason } {
  const sure = [...countries, ...(inState ? ['US'] : [])];
  const named = [...new Set(countries.length || !defaultCountry ? sure : [...sure, defaultCountry])];
  if (named.length > 1)
    return {
      conflict: {
        message: 'exchange.imports.value.countries_differ',
        params: { text: cut(localities.join(', ')), countries: named.map(nameOf).join(', ') },
      },
    };
  return { code: named[0] ?? null };
}

const noCountry = (locality: string): Reason => ({
  message: 'exchange.imports.value.no_country',
  params: { text: cut(locality) },
});

/** Why the town or the coordinates of a place cannot be in its country; null if no contradiction is known. */
function conflictWith(code: string, { localities, inState }: Gathered, point: Point | undefined): Reason | null {
  const within = point ? isInCountry(code, point) : null;
  if (point && within === false)
    return {
      message: 'exchange.imports.value.point_elsewhere',
      params: { point: `${point.latitude}, ${point.longitude}`, country: nameOf(code) },
    };
  if (within || inState || (code === 'US' && localities.some(isUsState))) return null;
  for (const locality of localities) {
    const known = countriesOfCity(locality);
    if (known && !known.includes(code))
      return {
        message: 'exchange.imports.value.city_elsewhere',
        params: { city: cut(locality), country: nameOf(code), known: known.map(nameOf).join(', ') },
      };
  }
  return null;
}

function degrees(text: string, most: number): number | null {
  const number = Number(readNumber(text) ?? NaN);
  return Math.abs(number) <= most ? number : null;
}

/** Reads "43.238949, 76.889709" and "[76.9, 43.2]" (GeoJSON has the longitude first). */
function pointOf(text: string): [number | null, number | null] {
  const json = /^\[\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\]$/.exec(text);
  const plain = /^\s*(?:POINT\s*\(\s*)?(-?\d+(?:\.\d+)?)(?:\s*[,;]\s*|\s+)(-?\d+(?:\.\d+)?)\s*\)?$/i.exec(text);
  const [first = '', second = ''] = (json ?? plain)?.slice(1) ?? [];
  const lonFirst = Boolean(json) || /^POINT/i.test(text);
  return lonFirst ? [degrees(second, 90), degrees(first, 180)] : [degrees(first, 90), degrees(second, 180)];
}
