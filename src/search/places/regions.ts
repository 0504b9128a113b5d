import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { Cell } from '../../record/values/place.ts';
import type { Polygon } from '../../record/vocabulary/country-shapes.ts';
import { degreesOf } from './country-points.ts';

/** A state, province or district on the map of a country. */
export type Region = { name: string; polygons: readonly Polygon[] };
/** The regions of a country. `credit`: the source of their outlines. */
export type Regions = { regions: readonly Region[]; credit: string };

let states: Regions | undefined;

/** The states of the United States, with outlines of the Census Bureau (us-atlas). */
function statesInAtlas(): Regions {
  if (states) return states;
  const topology = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('us-atlas/states-10m.json'), 'utf8'),
  ) as Parameters<typeof feature>[0];
  const { features } = feature(topology, topology.objects.states!) as unknown as {
    features: { properties: { name: string }; geometry: { type: string; coordinates: unknown } }[];
  };
  states = {
    credit: 'US Census Bureau',
    regions: features
      .filter(({ properties }) => !territories.has(properties.name))
      .map(({ properties: { name }, geometry: { type, coordinates } }) => ({
        name,
        polygons: type === 'Polygon' ? [coordinates as Polygon] : (coordinates as Polygon[]),
      })),
  };
  return states;
}

/** Territories of the United States with their own country code. */
const territories = new Set([
  'Puerto Rico',
  'Guam',
  'American Samoa',
  'United States Virgin Islands',
  'Commonwealth of the Northern Mariana Islands',
]);

/** The regions of a country that come with Kronika; null if there are none. */
export const regionsInAtlas = (code: string): Regions | null => (code === 'US' ? statesInAtlas() : null);

/**
 * A cache: for some regions, the index of the region of each position. Finding it is slow if outlines have many points.
 */
const located = new WeakMap<readonly Region[], Map<string, number | null>>();

/**
 * For each place, the index of its region; null if it is in none. Because coordinates are rounded, a place on a coast
 * may be in the sea. So neighbouring positions are tried, too.
 */
export function regionsOfPlaces(regions: readonly Region[], places: readonly Cell[]): (number | null)[] {
  const known = located.get(regions) ?? new Map<string, number | null>();
  located.set(regions, known);
  const boxes = regions.map(({ polygons }) => boxOf(polygons));
  const find = ([x, y]: readonly [number, number]): number =>
    regions.findIndex(({ polygons }, index) => {
      const [left, bottom, right, top] = boxes[index]!;
      return (
        x >= left && x <= right && y >= bottom && y <= top && polygons.some((polygon) => contains(polygon, [x, y]))
      );
    });
  const locate = (place: Cell): number | null => {
    const here = find(degreesOf(place));
    if (here >= 0) return here;
    const near = around.map(([up, right]) =>
      find(degreesOf({ latitude: place.latitude + up, longitude: place.longitude + right })),
    );
    return near.find((index) => index >= 0) ?? null;
  };
  return places.map((place) => {
    const key = `${place.latitude} ${place.longitude}`;
    let index = known.get(key);
    if (index === undefined) known.set(key, (index = locate(place)));
    return index;
  });
}

const around = [-1, 0, 1].flatMap((up) => [-1, 0, 1].map((right) => [up, right] as const));

function boxOf(polygons: readonly Polygon[]): [left: number, bottom: number, right: number, top: number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const polygon of polygons)
    for (const [x, y] of polygon[0]!) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  return box;
}

/** Whether a point is in a polygon, with degrees as coordinates of a plane. */
function contains(polygon: Polygon, [x, y]: readonly [number, number]): boolean {
  let inside = false;
  for (const ring of polygon)
    for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
      const [[x1, y1], [x2, y2]] = [ring[index]!, ring[before]!];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  return inside;
}
