import { geoEqualEarth, geoPath, type GeoContext, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo';
import { polygonsByCountry, type Polygon } from '../../../record/vocabulary/country-shapes.ts';
import { places } from './world.data.ts';

/** The size of the map in its own units. It is scaled to the available width. */
export const world = { width: 1000, height: 468 };

/** One country: its outline, and the position for a point. `tiny`: the outline is missing, or too small to be seen. */
export type MapCountry = { path: string | null; x: number; y: number; tiny: boolean };

/** A country with a smaller area also has a point. In square units of the map. */
const seen = 26;

let drawn: ReadonlyMap<string, MapCountry> | undefined;

/**
 * The map of the world: every country, by its code. The outlines are from Natural Earth at 1:110 million, in the Equal
 * Earth projection, without Antarctica. They are computed once. A country without an outline at this scale has a point.
 */
export function worldPlaces(): ReadonlyMap<string, MapCountry> {
  drawn ??= draw();
  return drawn;
}

function draw(): ReadonlyMap<string, MapCountry> {
  const polygons = polygonsByCountry('110m');
  const all = [...polygons].filter(([code]) => code !== 'AQ').flatMap(([, parts]) => parts);
  const projection = geoEqualEarth()
    .rotate([-11, 0])
    .fitExtent(
      [
        [16, 2],
        [world.width - 16, world.height - 26],
      ],
      multi(all),
    );
  const path = geoPath(projection);
  const made = new Map<string, MapCountry>();
  for (const [code, parts] of polygons) {
    if (code === 'AQ') continue;
    const largest = parts.reduce((best, part) => (path.area(polygon(part)) > path.area(polygon(best)) ? part : best));
    const [x, y] = path.centroid(polygon(largest));
    made.set(code, {
      path: outline(projection, multi(parts)),
      x: Math.round(x),
      y: Math.round(y),
      tiny: path.area(multi(parts)) < seen,
    });
  }
  for (const place of places.split(', ')) {
    const [code = '', longitude, latitude] = place.split(' ');
    const [x, y] = projection([Number(longitude), Number(latitude)]) ?? [0, 0];
    made.set(code, { path: null, x: Math.round(x), y: Math.round(y), tiny: true });
  }
  return made;
}

export const multi = (coordinates: Polygon[]): GeoPermissibleObjects => ({ type: 'MultiPolygon', coordinates });
const polygon = (coordinates: Polygon): GeoPermissibleObjects => ({ type: 'Polygon', coordinates });

/**
 * The data of an SVG path. To be short, it has whole numbers, and each point is relative to the previous one. Repeated
 * points, and rings without an area, are left out.
 */
export function outline(projection: GeoProjection, shape: GeoPermissibleObjects): string {
  const rings: [number, number][][] = [];
  const at = (x: number, y: number): [number, number] => [Math.round(x), Math.round(y)];
  const context: GeoContext = {
    beginPath() {},
    moveTo: (x, y) => void rings.push([at(x, y)]),
    lineTo: (x, y) => void rings.at(-1)?.push(at(x, y)),
    arc() {},
    closePath() {},
  };
  geoPath(projection, context)(shape);
  return rings.map(ring).join('');
}

function ring(points: readonly [number, number][]): string {
  const kept = points.filter(
    ([x, y], index) => index === 0 || x !== points[index - 1]![0] || y !== points[index - 1]![1],
  );
  if (kept.length > 1 && kept[0]![0] === kept.at(-1)![0] && kept[0]![1] === kept.at(-1)![1]) kept.pop();
  if (kept.length < 3) return '';
  const steps = kept.slice(1).map(([x, y], index) => [x - kept[index]![0], y - kept[index]![1]]);
  const numbers = steps.flat().map((step, index) => (index && step >= 0 ? ` ${step}` : String(step)));
  return `M${kept[0]![0]} ${kept[0]![1]}l${numbers.join('')}z`;
}
