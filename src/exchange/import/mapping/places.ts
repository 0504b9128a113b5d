import type { Note } from '../read/reading.ts';
import type { PlacePart } from './targets.ts';
import { readCountry } from './terms.ts';
import { cut, readNumber } from './values.ts';

type Gathered = {
  on: 'case' | 'event';
  property: string;
  column: string | null;
  lenient: boolean;
  country?: string;
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
  problem?: Note;
};

/** Combines the places of a row from the columns with their parts. */
export class Places {
  #all = new Map<string, Gathered>();

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
    const place = this.#all.get(key) ?? { on, property, column, lenient, localities: [] };
    this.#all.set(key, place);
    if (column !== null) place.column ??= column;
    place.lenient ||= lenient;
    if (part === 'locality') {
      if (!place.localities.includes(text)) place.localities.push(text);
      return null;
    }
    if (part === 'country') {
      const country = readCountry(text);
      if (!country) return { column, message: 'exchange.imports.value.country', params: { text: cut(text) } };
      place.country = country;
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
    for (const { on, property, column, lenient, country, localities, latitude, longitude } of this.#all.values()) {
      const base = { on, property, column, lenient };
      if (!country) {
        yield {
          ...base,
          value: null,
          problem: {
            column,
            message: 'exchange.imports.value.no_country',
            params: { text: cut(localities.join(', ')) },
          },
        };
        continue;
      }
      if ((latitude === undefined) !== (longitude === undefined))
        yield { ...base, value: null, problem: { column, message: 'exchange.imports.value.half_point' } };
      const point = latitude !== undefined && longitude !== undefined ? { latitude, longitude } : undefined;
      const locality = localities.join(', ');
      yield { ...base, value: { country, ...(locality ? { locality } : {}), ...(point ? { point } : {}) } };
    }
  }
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
