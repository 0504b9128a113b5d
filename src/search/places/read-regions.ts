import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Polygon } from '../../record/vocabulary/country-shapes.ts';
import { regionLimits } from './region-limits.ts';
import type { Region } from './regions.ts';

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const polygon = z.array(z.array(position).min(4)).min(1);
const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        properties: z.record(z.string(), z.unknown()).nullable(),
        geometry: z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), coordinates: polygon }),
          z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1) }),
        ]),
      }),
    )
    .min(1)
    .max(regionLimits.regions),
});

const wrong = (message: string, params?: Record<string, string | number>): AppError =>
  new AppError('invalid_input', { fields: [{ path: 'file', message: `search.regions.error.${message}`, params }] });

/**
 * Reads the outlines of regions from GeoJSON (RFC 7946), and simplifies them: points are rounded to a grid, and
 * repeated points are left out. Neighbouring regions keep their common border.
 * @param name the property with a region's name
 * @throws AppError `invalid_input` that says what is wrong
 */
export function readRegions(text: string, name: string): Region[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong('json');
  }
  const read = collection.safeParse(parsed);
  if (!read.success) throw wrong('geojson', { path: read.error.issues[0]!.path.join('.') || '/' });
  const regions = read.data.features.map(({ properties, geometry }, index): Region => {
    const value = properties?.[name];
    if (typeof value !== 'string' || !value.trim()) throw wrong('name', { name, index: index + 1 });
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return {
      name: value.trim().slice(0, regionLimits.name),
      polygons: polygons.map((rings) => rings.map((ring) => ring.map(([x, y]): [number, number] => [x, y]))),
    };
  });
  const names = new Set<string>();
  for (const region of regions) {
    if (names.has(region.name)) throw wrong('twice', { name: region.name });
    names.add(region.name);
  }
  return simplify(regions);
}

/** Makes the grid coarser until there are few enough points. */
function simplify(regions: readonly Region[]): Region[] {
  const [left, bottom, right, top] = boxOf(regions);
  for (let cells = 2_000; cells >= 100; cells /= 2) {
    const step = Math.max(right - left, top - bottom, 0.001) / cells;
    const simple = regions.flatMap(({ name, polygons }): Region[] => {
      const kept = polygons.map((one) => onGrid(one, step)).filter((one) => one !== null);
      return kept.length ? [{ name, polygons: kept }] : [];
    });
    if (pointsIn(simple) <= regionLimits.points && simple.length === regions.length) return simple;
    if (simple.length < regions.length) throw wrong('tiny');
  }
  throw wrong('detailed', { points: regionLimits.points });
}

/** A polygon with its points rounded to a grid; null if too little of its outline is left. */
function onGrid(rings: Polygon, step: number): Polygon | null {
  const simple = rings.map((ring) => {
    const points = ring.map(([x, y]): [number, number] => [rounded(x, step), rounded(y, step)]);
    const kept = points.filter(([x, y], index) => {
      const before = points[index - 1];
      return !before || before[0] !== x || before[1] !== y;
    });
    const [first, last] = [kept[0]!, kept.at(-1)!];
    if (kept.length > 1 && (first[0] !== last[0] || first[1] !== last[1])) kept.push(first);
    return kept;
  });
  if (simple[0]!.length < 4) return null;
  // d3-geo expects the opposite direction to GeoJSON: outlines clockwise, holes anticlockwise.
  return simple
    .filter((ring, index) => index === 0 || ring.length >= 4)
    .map((ring, index) => (areaOf(ring) > 0 === (index === 0) ? ring.toReversed() : ring));
}

const rounded = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(5));

const areaOf = (ring: readonly [number, number][]): number =>
  ring.reduce((sum, [x, y], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    return sum + x * y2 - x2 * y;
  }, 0);

const pointsIn = (regions: readonly Region[]): number =>
  regions.reduce(
    (sum, { polygons }) =>
      sum + polygons.reduce((all, rings) => all + rings.reduce((n, ring) => n + ring.length, 0), 0),
    0,
  );

function boxOf(regions: readonly Region[]): [left: number, bottom: number, right: number, top: number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { polygons } of regions)
    for (const [outline] of polygons)
      for (const [x, y] of outline!) {
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x);
        box[3] = Math.max(box[3], y);
      }
  return box;
}
