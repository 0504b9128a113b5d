import type { Point } from '../../../record/values/place.ts';
import { polygonsByCountry, type Polygon } from '../../../record/vocabulary/country-shapes.ts';

/** Points up to this many degrees outside a country's shape count as inside, because the shapes are coarse. */
const margin = 0.4;

/** By country, the territories that imported tables may assign to it, because they belong to it or are disputed. */
const territories: Readonly<Record<string, readonly string[]>> = {
  AU: ['CC', 'CX', 'HM', 'NF'],
  CN: ['HK', 'MO', 'TW'],
  DK: ['FO', 'GL'],
  FI: ['AX'],
  FR: ['BL', 'GF', 'GP', 'MF', 'MQ', 'NC', 'PF', 'PM', 'RE', 'TF', 'WF', 'YT'],
  GB: ['AI', 'BM', 'FK', 'GG', 'GI', 'GS', 'IM', 'IO', 'JE', 'KY', 'MS', 'PN', 'SH', 'TC', 'VG'],
  IL: ['PS'],
  MA: ['EH'],
  NL: ['AW', 'BQ', 'CW', 'SX'],
  NO: ['BV', 'SJ'],
  NZ: ['CK', 'NU', 'TK'],
  PS: ['IL'],
  RS: ['XK'],
  SD: ['SS'],
  US: ['AS', 'GU', 'MP', 'PR', 'UM', 'VI'],
};

type Part = { rings: Polygon; west: number; south: number; east: number; north: number };
let shapes: ReadonlyMap<string, readonly Part[]> | undefined;

function partsOf(code: string): readonly Part[] {
  shapes ??= new Map(
    [...polygonsByCountry('50m')].map(([country, polygons]) => [
      country,
      polygons.map((rings) => {
        const [longitudes, latitudes] = [0, 1].map((axis) => rings[0]!.map((point) => point[axis]!));
        return {
          rings,
          west: Math.min(...longitudes!),
          east: Math.max(...longitudes!),
          south: Math.min(...latitudes!),
          north: Math.max(...latitudes!),
        };
      }),
    ]),
  );
  return shapes.get(code) ?? [];
}

const crimea = { longitude: 34.1, latitude: 44.95 };

/** Whether coordinates are in a country, or near it. Null if the map has no shape of the country. */
export function isInCountry(code: string, { latitude, longitude }: Point): boolean | null {
  if (partsOf(code).length === 0) return null;
  // Tables assign Crimea to Ukraine or to Russia. An import accepts both.
  if (code === 'RU' && Math.abs(longitude - crimea.longitude) < 3 && Math.abs(latitude - crimea.latitude) < 1.2)
    return true;
  return [code, ...(territories[code] ?? [])].some((one) =>
    partsOf(one).some((part) => isNear(part, longitude, latitude)),
  );
}

function isNear({ rings, west, south, east, north }: Part, x: number, y: number): boolean {
  if (x < west - margin || x > east + margin || y < south - margin || y > north + margin) return false;
  // A shape smaller than the margin may lie between the points that are tested below, so any point near it counts.
  if (east - west < margin && north - south < margin) return true;
  for (const dx of [0, margin, -margin])
    for (const dy of [0, margin, -margin])
      if (rings.filter((ring) => isInside(ring, x + dx, y + dy)).length % 2) return true;
  return false;
}

/** Whether a point is inside a ring: a line from it to the east then crosses the ring an odd number of times. */
function isInside(ring: readonly [number, number][], x: number, y: number): boolean {
  let inside = false;
  for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
    const [ax, ay] = ring[index]!;
    const [bx, by] = ring[before]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
