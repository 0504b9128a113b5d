import { describe, expect, it } from 'vitest';
import { geoArea } from 'd3-geo';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { addRegions } from './add-regions.ts';
import { loadRegionChanges } from './region-changes.ts';
import { removeRegions } from './remove-regions.ts';
import { listRegions, loadRegions, regionsStamp } from './stored-regions.ts';
import { readRegions } from './read-regions.ts';
import { regionLimits } from './region-limits.ts';
import { regionsOfPlaces } from './regions.ts';

const square = (x: number, y: number, size = 10, points = 1) => {
  const side = (from: [number, number], to: [number, number]): [number, number][] =>
    Array.from({ length: points }, (_, index) => [
      from[0] + ((to[0] - from[0]) * index) / points,
      from[1] + ((to[1] - from[1]) * index) / points,
    ]);
  const corners: [number, number][] = [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ];
  return [...corners.flatMap((corner, index) => side(corner, corners[(index + 1) % 4]!)), corners[0]!];
};
const feature = (name: unknown, coordinates: unknown, type = 'Polygon') => ({
  type: 'Feature',
  properties: { name },
  geometry: { type, coordinates },
});
const geojson = (...features: unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const whyRefused = (text: string): string | undefined => {
  try {
    readRegions(text, 'name');
    return undefined;
  } catch (error) {
    return (error as AppError).fields[0]!.message.replace('search.regions.error.', '');
  }
};

describe('outlines of regions', () => {
  it('are read in either direction, and made simpler without gaps between neighbours', () => {
    const regions = readRegions(
      geojson(feature('West', [square(0, 0, 10, 3_000)]), feature('East', [square(10, 0, 10, 3_000).toReversed()])),
      'name',
    );
    const [west, east] = regions.map(({ polygons }) => polygons[0]![0]!);
    expect(west!.length + east!.length).toBeLessThan(10_000);
    const onBorder = (ring: [number, number][]) =>
      [...new Set(ring.filter(([x]) => x === 10).map(([, y]) => y))].toSorted();
    expect(onBorder(west!)).toEqual(onBorder(east!));
    for (const { polygons } of regions) expect(geoArea({ type: 'Polygon', coordinates: polygons[0]! })).toBeLessThan(1);
    expect(
      regionsOfPlaces(regions, [
        { latitude: 100, longitude: 100 },
        { latitude: 100, longitude: 300 },
      ]),
    ).toEqual([0, 1]);
  });

  it('are refused with a reason', () => {
    expect(whyRefused('{')).toBe('json');
    expect(whyRefused('{"type":"Topology"}')).toBe('geojson');
    expect(whyRefused(geojson(feature('A', [[0, 0]])))).toBe('geojson');
    expect(whyRefused(geojson(feature('A', [square(175, 0)])))).toBe('geojson');
    expect(whyRefused(geojson(feature('A', [0, 0], 'Point')))).toBe('geojson');
    expect(whyRefused(geojson(feature(1, [square(0, 0)])))).toBe('name');
    expect(whyRefused(geojson(feature('A', [square(0, 0)]), feature('A', [square(20, 0)])))).toBe('twice');
    expect(whyRefused(geojson(feature('A', [square(0, 0)]), feature('B', [square(20, 0, 0.0001)])))).toBe('tiny');
    const hostile = (position: string) => geojson(feature('A', [square(0, 0)])).replace('[[[0,0]', `[[[${position}]`);
    for (const position of ['1e999,0', '-1e999,0', '0,1e999', 'null,0', '"0",0', '0', '{"0":0,"1":0}', '[0,0]'])
      expect([position, whyRefused(hostile(position))]).toEqual([position, 'geojson']);
    expect(whyRefused('['.repeat(2_000_000))).toBe('json');
    expect(whyRefused(hostile(`${'['.repeat(200_000)}${']'.repeat(200_000)},0`))).toBe('geojson');
    const names = geojson(feature('A', [square(0, 0)]));
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(() => readRegions(names, name)).toThrow(expect.objectContaining({ code: 'invalid_input' }) as Error);
    const many = Array.from({ length: regionLimits.regions + 1 }, (_, index) => feature(`R${index}`, [square(0, 0)]));
    expect(whyRefused(geojson(...many))).toBe('geojson');
  });

  it('have few enough points, however many the file has', () => {
    const coast = (height: number) => {
      const steps = Array.from({ length: 120_000 }, (_, index): [number, number] => [
        index / 4_000,
        ((index * 7_919) % 100) * (height / 100),
      ]);
      return geojson(feature('Coast', [[...steps, [30, 30], [0, 30], steps[0]!]]));
    };
    const [region] = readRegions(coast(0.1), 'name');
    expect(region!.polygons[0]![0]!.length).toBeLessThanOrEqual(regionLimits.points);
    expect(whyRefused(coast(29))).toBe('detailed');
  });
});

onEitherDatabase('regions of a country', (db) => {
  const app = () => testApp(db());
  const add = (country: string, text: string, credit = 'Statistics office, public domain') =>
    run(app(), addRegions, administrator, { country, geojson: new TextEncoder().encode(text), credit });
  const remove = (country: string) => run(app(), removeRegions, administrator, { country });
  const load = (country: string) => loadRegions(db().read, country);

  it('are added, replaced, listed and removed, and replace those of the atlas', async () => {
    expect(await add('kz', geojson(feature('North', [square(50, 45)])))).toMatchObject({ country: 'KZ', regions: 1 });
    expect((await load('KZ'))!.regions.map(({ name }) => name)).toEqual(['North']);
    await add('KZ', geojson(feature('South', [square(50, 40)]), feature('East', [square(70, 40)])));
    const credit = 'Statistics office, public domain';
    expect(await listRegions(db().read)).toEqual([{ country: 'KZ', regions: 2, credit }]);
    expect((await load('US'))!.regions).toHaveLength(51);
    await add('US', geojson(feature('Middle', [square(-100, 40)])));
    expect((await load('US'))!.regions.map(({ name }) => name)).toEqual(['Middle']);
    await remove('US');
    await remove('kz');
    expect([(await load('US'))!.regions.length, await load('KZ'), await listRegions(db().read)]).toEqual([
      51,
      null,
      [],
    ]);
    await expect(remove('KZ')).rejects.toMatchObject({ code: 'not_found' });
    expect((await loadRegionChanges(db().read)).map(({ is, country, regions }) => [is, country, regions])).toEqual([
      ['removed', 'KZ', null],
      ['removed', 'US', null],
      ['added', 'US', 1],
      ['replaced', 'KZ', 2],
      ['added', 'KZ', 1],
    ]);
  });

  it('are refused for no country, without a credit, or if they are too large, and nothing is stored', async () => {
    const text = geojson(feature('North', [square(50, 45)]));
    const reason = (adding: Promise<unknown>) => adding.catch((error: AppError) => error.fields[0]!.message);
    expect(await reason(add('QQ', text))).toBe('search.regions.error.country');
    expect(await reason(add('KZ', text, ' '))).toBe('search.regions.error.credit_missing');
    expect(await reason(add('KZ', ' '.repeat(regionLimits.bytes + 1)))).toBe('search.regions.error.size');
    expect(await reason(add('KZ', '{'))).toBe('search.regions.error.json');
    expect(await listRegions(db().read)).toEqual([]);
  });

  it('count as none if someone damaged them in the database', async () => {
    await add('KZ', geojson(feature('North', [square(50, 45)])));
    const before = await regionsStamp(db().read);
    for (const damaged of ['{}', '[]', '[{"name":"North","polygons":[[["50",45]]]}]']) {
      await db().executeSql(`update country_regions set regions = '${damaged}', hash = md5('${damaged}')`);
      expect([await load('KZ'), await listRegions(db().read)]).toMatchObject([
        null,
        [{ country: 'KZ', regions: null }],
      ]);
    }
    expect(await regionsStamp(db().read)).not.toBe(before);
    await remove('KZ');
  });
});
