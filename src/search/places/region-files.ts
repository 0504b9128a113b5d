import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../platform/errors.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { isCountry } from '../../record/vocabulary/countries.ts';
import { regionLimits } from './region-limits.ts';
import { regionsReader } from './regions-reader.ts';
import { regionsInAtlas, type Regions } from './regions.ts';

/* The outlines of regions that the operator added are files in the data folder, one for each country. */

const folderOf = (dataDir: string): string => join(dataDir, 'regions');
const fileOf = (dataDir: string, code: string): string => join(folderOf(dataDir), `${code}.json`);

type Held = { changed: number; regions: Regions };
const held = new Map<string, Held>();
const mostHeld = 40;

/** The regions of a country: those that the operator added, or those of the atlas. Null if none are known. */
export async function loadRegions(dataDir: string, code: string): Promise<Regions | null> {
  const file = fileOf(dataDir, code);
  const changed = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
  if (changed === null) return regionsInAtlas(code);
  const known = held.get(file);
  if (known?.changed === changed) return known.regions;
  const regions = JSON.parse(await readFile(file, 'utf8')) as Regions;
  if (held.size >= mostHeld) held.clear();
  held.set(file, { changed, regions });
  return regions;
}

export type RegionFile = { country: string; regions: number; credit: string };

/**
 * Adds the regions of a country, or replaces them. @param name the property of the GeoJSON with a region's name
 * @throws AppError `invalid_input`, `reading_*`
 */
export async function addRegions(
  dataDir: string,
  given: { country: string; geojson: Uint8Array; name: string; credit: string },
): Promise<RegionFile> {
  const country = given.country.toUpperCase();
  const credit = given.credit.trim();
  const refuse = (path: string, message: string, params?: Record<string, number>): never => {
    throw new AppError('invalid_input', { fields: [{ path, message: `search.regions.error.${message}`, params }] });
  };
  if (!isCountry(country)) refuse('country', 'country');
  if (!credit || credit.length > regionLimits.name) refuse('credit', 'credit', { most: regionLimits.name });
  if (given.geojson.byteLength > regionLimits.bytes)
    refuse('file', 'size', { megabytes: regionLimits.bytes / 2 ** 20 });
  const regions = await runReader(regionsReader, {
    text: new TextDecoder().decode(given.geojson),
    name: given.name,
  });
  await mkdir(folderOf(dataDir), { recursive: true });
  const file = fileOf(dataDir, country);
  // The file is complete when it gets its name, so no page reads a part of it.
  await writeFile(`${file}.part`, JSON.stringify({ credit, regions } satisfies Regions));
  await rename(`${file}.part`, file);
  return { country, regions: regions.length, credit };
}

export async function listRegions(dataDir: string): Promise<RegionFile[]> {
  const names = await readdir(folderOf(dataDir)).catch(() => []);
  const codes = names.flatMap((name) => /^([A-Z]{2})\.json$/.exec(name)?.[1] ?? []).toSorted();
  return Promise.all(
    codes.map(async (country) => {
      const { regions, credit } = (await loadRegions(dataDir, country))!;
      return { country, regions: regions.length, credit };
    }),
  );
}

/** @returns whether the country had regions */
export async function removeRegions(dataDir: string, country: string): Promise<boolean> {
  if (!/^[A-Za-z]{2}$/.test(country)) return false;
  return rm(fileOf(dataDir, country.toUpperCase())).then(
    () => true,
    () => false,
  );
}
