import type { MapPlace } from '../../../search/places/country-points.ts';
import type { CountryMap } from './map-country.ts';

/** Places that one circle of a map stands for. The first has most cases, and the circle is there. */
export type Cluster = { x: number; y: number; places: MapPlace[] };

/**
 * The width of a circle with its surroundings, in units of the map. On a phone, a map of 720 units is 360 pixels wide,
 * and a circle 22 pixels.
 */
const apart = 46;

/**
 * Groups places so that their circles do not overlap on a phone. Places come in the order of their cases; each joins
 * the first circle that it would touch. `outside`: places that the map does not contain.
 */
export function clustersOf(map: CountryMap, places: readonly MapPlace[]): { clusters: Cluster[]; outside: MapPlace[] } {
  const clusters: Cluster[] = [];
  const outside: MapPlace[] = [];
  for (const place of places) {
    const at = map.at(place);
    const near = at && clusters.find(({ x, y }) => (x - at.x) ** 2 + (y - at.y) ** 2 < apart ** 2);
    if (near) near.places.push(place);
    else if (at) clusters.push({ ...at, places: [place] });
    else outside.push(place);
  }
  return { clusters, outside };
}
