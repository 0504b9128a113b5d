import { z } from 'zod';
import { foldText } from '../actors/names/fold.ts';
import { nameKeys } from '../actors/names/keys.ts';
import { isCountry } from '../vocabulary/countries.ts';
import { datatype } from './datatype.ts';
import type { Relation } from './relation.ts';
import { tidy } from './simple-types.ts';

/** Degrees, WGS 84. */
export type Point = { latitude: number; longitude: number };

/**
 * A country (ISO 3166-1 alpha-2, or XK for Kosovo) and, if known, the town or district in the words of the source. A
 * `point` only locates the place on a map: if two values differ only in their points, they are the same place.
 */
export type Place = { country: string; locality?: string; point?: Point };

/** Points for readers are rounded to 1/20 of a degree, about 5.5 km from north to south: a town, not a house. */
export const pointSteps = 20;

/** A rounded position for readers. The unit is 1/`pointSteps` of a degree. */
export type Cell = { latitude: number; longitude: number };

/**
 * The rounded position of a place for readers, or null. A place without a locality has none, because its coordinates
 * would be more precise than its words.
 */
export function cellOf({ locality, point }: Place): Cell | null {
  if (!locality || !point) return null;
  return {
    latitude: Math.round(point.latitude * pointSteps),
    longitude: Math.round(point.longitude * pointSteps),
  };
}

/** A place for readers: its coordinates are rounded or left out. */
export function placeForReaders(place: Place): Place {
  const { country, locality } = place;
  const cell = cellOf(place);
  return {
    country,
    ...(locality ? { locality } : {}),
    ...(cell ? { point: { latitude: cell.latitude / pointSteps, longitude: cell.longitude / pointSteps } } : {}),
  };
}

export const countrySchema = z
  .string('record.value.country')
  .trim()
  .toUpperCase()
  .refine(isCountry, 'record.value.country');

const pointSchema = z.strictObject(
  {
    latitude: z.number('record.value.point').min(-90, 'record.value.point').max(90, 'record.value.point'),
    longitude: z.number('record.value.point').min(-180, 'record.value.point').max(180, 'record.value.point'),
  },
  'record.value.point',
);

const placeSchema = z
  .strictObject(
    {
      country: countrySchema,
      locality: z.string('record.value.locality').max(200, 'record.value.locality').transform(tidy).optional(),
      point: pointSchema.optional(),
    },
    'record.value.place',
  )
  .transform(({ country, locality, point }): Place => ({
    country,
    ...(locality ? { locality } : {}),
    ...(point ? { point } : {}),
  }));

export const placeType = datatype<Place>({
  schema: placeSchema,
  key: ({ country, locality }) => (locality ? `${country} ${foldText(locality)}` : country),
  compare: comparePlaces,
});

/** A country alone, such as the state responsible or an outlet's country. */
export const countryType = datatype<string>({
  schema: countrySchema,
  key: (value) => value,
  compare: (a, b) => (a === b ? 'same' : 'conflicts'),
});

/**
 * A place with a town refines the same country without a town. Towns are compared by name, across scripts and
 * spellings.
 */
export function comparePlaces(a: Place, b: Place): Relation {
  if (a.country !== b.country) return 'conflicts';
  if (!a.locality || !b.locality) return a.locality ? 'refines' : b.locality ? 'refined-by' : 'same';
  if (foldText(a.locality) === foldText(b.locality)) return 'same';
  const others = new Set(nameKeys(b.locality));
  return nameKeys(a.locality).some((key) => others.has(key)) ? 'same' : 'conflicts';
}
