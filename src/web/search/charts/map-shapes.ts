import { geoCentroid, geoDistance } from 'd3-geo';
import { polygonsByCountry, type Polygon } from '../../../record/vocabulary/country-shapes.ts';

/**
 * A part of a country, such as an island, and a circle around it. With the circles, maps leave out parts far away.
 * `centre` is in degrees (longitude, latitude), `radius` in radians.
 */
export type Part = { code: string; polygon: Polygon; centre: [number, number]; radius: number };

let known: readonly Part[] | undefined;

/** All parts of all countries, from Natural Earth at 1:50 million. The file is read once. */
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
 * The parts that a map of a country should show: its largest part, and the parts near it. With islands on the other
 * side of the world, everything else would be tiny. A larger part has more space around it that counts as near.
 */
export function mainParts(parts: readonly Part[]): readonly Part[] {
  const largest = parts.reduce((best, part) => (part.radius > best.radius ? part : best));
  return parts.filter(
    (part) => geoDistance(part.centre, largest.centre) - part.radius < Math.max(largest.radius * 1.5, 0.02),
  );
}
