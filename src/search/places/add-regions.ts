import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { isCountry } from '../../record/vocabulary/countries.ts';
import { regionLimits } from './region-limits.ts';
import type { Region } from './regions.ts';
import { regionsReader } from './regions-reader.ts';
import { listRegions, type CountryWithRegions } from './stored-regions.ts';

const megabytes = regionLimits.bytes / 2 ** 20;

const regionsInput = z.object({
  country: z
    .string('search.regions.error.country')
    .trim()
    .toUpperCase()
    .refine(isCountry, 'search.regions.error.country'),
  credit: z
    .string('search.regions.error.credit_missing')
    .trim()
    .min(1, 'search.regions.error.credit_missing')
    .max(regionLimits.name, 'errors.field.text.long'),
  /** A GeoJSON file (RFC 7946). */
  geojson: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'search.regions.error.file'),
  /** The property of each GeoJSON feature with the name of the region. */
  name: z.string().trim().min(1, 'search.regions.error.property').max(120, 'errors.field.text.long').default('name'),
});

/**
 * Reads the regions of a GeoJSON file in another process, with limited time and memory.
 * @throws AppError `invalid_input` (path: `geojson`), `reading_*`
 */
export async function readRegionsInChild(geojson: Uint8Array, name: string): Promise<Region[]> {
  if (geojson.byteLength > regionLimits.bytes)
    throw new AppError('invalid_input', {
      fields: [{ path: 'geojson', message: 'search.regions.error.size', params: { megabytes } }],
    });
  return runReader(regionsReader, { text: new TextDecoder().decode(geojson), name });
}

/** Adds the outlines of a country's regions, or replaces them. @throws AppError `invalid_input`, `reading_*` */
export const addRegions = defineOperation({
  name: 'search.addRegions',
  permission: administrators,
  input: regionsInput,
  prepare: ({ input }): Promise<Region[]> => readRegionsInChild(input.geojson, input.name),
  async write({ tx, input: { country, credit }, prepared: regions, change }): Promise<CountryWithRegions> {
    const [before = null] = await listRegions(tx, country);
    const hash = sha256Hex(JSON.stringify([credit, regions]));
    // JSON as a string, because the driver would turn an array into a PostgreSQL array.
    const row = { credit, regions: JSON.stringify(regions), hash };
    await tx
      .insertInto('country_regions')
      .values({ country, ...row })
      .onConflict((conflict) => conflict.column('country').doUpdateSet(row))
      .execute();
    const after = { country, regions: regions.length, credit };
    change({ kind: 'setting', thingId: 0, action: 'changed', before, after });
    return after;
  },
});
