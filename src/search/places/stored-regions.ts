import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { regionLimits } from './region-limits.ts';
import { regionsInAtlas, type Regions } from './regions.ts';

/* The outlines of regions that administrators added, for each country. They are not a part of the record. */

const position = z.tuple([z.number(), z.number()]);
const stored = z
  .array(z.object({ name: z.string(), polygons: z.array(z.array(z.array(position).min(1)).min(1)).min(1) }))
  .min(1)
  .max(regionLimits.regions);

const held = new Map<string, Regions | null>();
const maxHeld = 40;

/**
 * The regions of a country: those that an administrator added, or else those that come with Kronika. Null if there are
 * none. Added outlines that are damaged in the database are ignored.
 */
export async function loadRegions(db: Reader, country: string): Promise<Regions | null> {
  const row = await db
    .selectFrom('country_regions')
    .select(['hash', 'credit'])
    .where('country', '=', country)
    .executeTakeFirst();
  if (!row) return regionsInAtlas(country);
  const known = held.get(`${country} ${row.hash}`);
  if (known !== undefined) return known;
  const { regions } = await db
    .selectFrom('country_regions')
    .select('regions')
    .where('country', '=', country)
    .executeTakeFirstOrThrow();
  const read = stored.safeParse(regions);
  const found = read.success ? { credit: row.credit, regions: read.data } : regionsInAtlas(country);
  if (held.size >= maxHeld) held.clear();
  held.set(`${country} ${row.hash}`, found);
  return found;
}

/** `regions`: the number of regions; null if their outlines are damaged in the database. */
export type CountryWithRegions = { country: string; regions: number | null; credit: string };

/** The countries for which regions were added. `only`: if given, looks for this country only. */
export async function listRegions(db: Reader, only?: string): Promise<CountryWithRegions[]> {
  const rows = await db
    .selectFrom('country_regions')
    .select(['country', 'credit'])
    .$if(only !== undefined, (all) => all.where('country', '=', only!))
    .orderBy('country')
    .execute();
  return Promise.all(
    rows.map(async ({ country, credit }) => {
      const found = await loadRegions(db, country);
      return { country, credit, regions: found && found !== regionsInAtlas(country) ? found.regions.length : null };
    }),
  );
}

/** The hashes of all added outlines as one string, which changes with them, for caches. */
export async function regionsStamp(db: Reader): Promise<string> {
  const rows = await db.selectFrom('country_regions').select(['country', 'hash']).orderBy('country').execute();
  return rows.map(({ country, hash }) => `${country}:${hash}`).join(' ');
}
