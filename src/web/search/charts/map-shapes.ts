import { geoCentroid, geoDistance } from 'd3-geo';
import { polygonsByCountry, type Polygon } from '../../../record/vocabulary/country-shapes.ts';

/** A part of a country, with the circle around it (in radians), so that maps skip what is far away. */
export type Part = { code: string; polygon: Polygon; centre: [number, number]; radius: number };

let known: readonly Part[] | undefined;

/** All parts of all countries, from Natural Earth at 1:50 million. They are read once. */
export function worldParts(): readonly Part[] {
  known ??= [...polygonsByCountry('50m')].flatMap(([code, polygons]) =>
    polygons.map((polygon) => partOf(code, polygon)),
  );
  return known;
}

export function partOf(code: string, polygon: Polygon): Part {
  const ring = polygon[0]!;
  const centre = geoCentroid({ type: 'MultiPoint', coordinates: ring });
  return { code, polygon, centre, radius: Math.max(...ring.map((point) => geoDistance(centre, point))) };
}

/**
 * The parts that a map of a country should show: its largest part, and those near it in proportion to its size. Islands
 * on the other side of the world would make everything else tiny.
 */
export function mainParts(parts: readonly Part[]): readonly Part[] {
  const largest = parts.reduce((best, part) => (part.radius > best.radius ? part : best));
  return parts.filter(
    (part) => geoDistance(part.centre, largest.centre) - part.radius < Math.max(largest.radius * 1.5, 0.02),
  );
}
