import { z } from 'zod';
import { foldText } from '../names/fold.ts';
import { nameKeys } from '../names/keys.ts';
import { isCountry } from '../vocabulary/countries.ts';
import { datatype } from './datatype.ts';
import type { Relation } from './relation.ts';
import { tidy } from './simple-types.ts';

/** A country (ISO 3166-1 alpha-2, or XK for Kosovo) and, where known, the town or district as the source names it. */
export type Place = { country: string; locality?: string };

export const countrySchema = z.string('record.value.country').trim().toUpperCase().refine(isCountry, 'record.value.country');

const placeSchema = z
  .strictObject({ country: countrySchema, locality: z.string('record.value.locality').max(200, 'record.value.locality').transform(tidy).optional() }, 'record.value.place')
  .transform(({ country, locality }): Place => (locality ? { country, locality } : { country }));

export const placeType = datatype<Place>({
  schema: placeSchema,
  key: ({ country, locality }) => (locality ? `${country} ${foldText(locality)}` : country),
  compare: comparePlaces,
});

/** A bare country, as for the state behind a case or an outlet's home. */
export const countryType = datatype<string>({
  schema: countrySchema,
  key: (value) => value,
  compare: (a, b) => (a === b ? 'same' : 'conflicts'),
});

/** A town refines its country; towns are told apart by name, across scripts and spellings. */
export function comparePlaces(a: Place, b: Place): Relation {
  if (a.country !== b.country) return 'conflicts';
  if (!a.locality || !b.locality) return a.locality ? 'refines' : b.locality ? 'refined-by' : 'same';
  if (foldText(a.locality) === foldText(b.locality)) return 'same';
  const others = new Set(nameKeys(b.locality));
  return nameKeys(a.locality).some((key) => others.has(key)) ? 'same' : 'conflicts';
}
