import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countries } from '../../../record/vocabulary/countries.ts';
import type { MapPlace } from '../../../search/places/country-points.ts';
import { pointSteps, type Cell } from '../../../record/values/place.ts';
import { regionsInAtlas, regionsOfPlaces } from '../../../search/places/regions.ts';
import { clustersOf } from './map-clusters.ts';
import { countryMap } from './map-country.ts';

const cell = (latitude: number, longitude: number): Cell => ({
  latitude: Math.round(latitude * pointSteps),
  longitude: Math.round(longitude * pointSteps),
});

describe('the map of a country', () => {
  it('exists for nearly every country, fits its frame, and is small', () => {
    const without = countries.filter((code) => {
      const map = countryMap(code);
      if (!map) return true;
      const points = [...map.country.matchAll(/M(-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
      expect([code, points.length > 0]).toEqual([code, true]);
      expect([code, points.some(([x, y]) => x >= 0 && y >= 0 && x <= map.width && y <= map.height)]).toEqual([
        code,
        true,
      ]);
      expect([code, gzipSync(map.around + map.country).byteLength < 20_000]).toEqual([code, true]);
      return false;
    });
    // Natural Earth has no outlines of these at 1:50 million. Their places are listed without a map.
    expect(without).toEqual(['BQ', 'BV', 'CC', 'CX', 'GF', 'GI', 'GP', 'MQ', 'RE', 'SJ', 'TK', 'TV', 'UM', 'YT']);
    expect(countryMap('XV')).toBeNull();
  });

  it.each([
    ['KZ', 43.24, 76.95],
    ['RU', 64.73, 177.5],
    ['NZ', -41.29, 174.78],
    ['FJ', -18.14, 178.44],
    ['NO', 69.65, 18.96],
    ['CL', -53.16, -70.91],
    ['US', 61.2, -149.9],
    ['MT', 35.9, 14.5],
  ])('of %s contains its places', (code, latitude, longitude) => {
    expect(countryMap(code, { regions: regionsInAtlas(code)?.regions })!.at(cell(latitude, longitude))).not.toBeNull();
  });

  it('leaves out parts on the other side of the world, and says so of their places', () => {
    const map = countryMap('FR')!;
    expect(map.at(cell(48.85, 2.35))).not.toBeNull();
    expect(map.at(cell(-20.88, 55.45))).toBeNull();
  });

  it('shows a place closer, in the middle', () => {
    const almaty = cell(43.24, 76.95);
    const [far, near] = [countryMap('KZ')!, countryMap('KZ', { around: almaty })!];
    expect(near.at(almaty)).toEqual({ x: near.width / 2, y: near.height / 2 });
    const [a, b] = [far.at(cell(43.5, 77.5))!, near.at(cell(43.5, 77.5))!];
    expect(b.x - near.width / 2).toBeGreaterThan((a.x - far.at(almaty)!.x) * 4);
  });
});

describe('the circles of a map', () => {
  const places = Array.from({ length: 300 }, (_, index): MapPlace => ({
    ...cell(42 + (index % 17) * 0.7, 52 + (index % 23) * 1.4),
    names: [`Place ${index}`],
    cases: 300 - index,
  }));

  it('stand for every place once and do not touch on a phone', () => {
    const map = countryMap('KZ')!;
    const { clusters, outside } = clustersOf(map, places);
    expect([...clusters.flatMap((one) => one.places), ...outside].length).toBe(places.length);
    expect(new Set([...clusters.flatMap((one) => one.places), ...outside]).size).toBe(places.length);
    for (const [index, one] of clusters.entries())
      for (const other of clusters.slice(index + 1))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(46);
  });

  it('are divided on a map that is closer', () => {
    const near = [cell(43.25, 76.95), cell(43.7, 77.6)].map((at) => ({ ...at, names: ['A'], cases: 1 }));
    expect(clustersOf(countryMap('KZ')!, near).clusters).toHaveLength(1);
    expect(clustersOf(countryMap('KZ', { around: near[0] })!, near).clusters).toHaveLength(2);
  });
});

describe('the states of the United States', () => {
  it('are fifty and the capital, and contain their places, also on a coast', () => {
    const { regions } = regionsInAtlas('US')!;
    expect(regions).toHaveLength(51);
    const found = regionsOfPlaces(regions, [
      cell(38.58, -121.49),
      cell(37.76, -122.51),
      cell(38.9, -77.04),
      cell(61.2, -149.9),
      cell(21.3, -157.85),
      cell(48.85, 2.35),
    ]);
    expect(found.map((index) => (index === null ? null : regions[index]!.name))).toEqual([
      'California',
      'California',
      'District of Columbia',
      'Alaska',
      'Hawaii',
      null,
    ]);
  });
});
