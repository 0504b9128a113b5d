/* Used on the server and in the browser (islands/map.ts), so it imports nothing. */

type At = { x: number; y: number };
/** The places that one circle of a map represents. The circle is at the first place, which has most cases. */
export type ClusterOf<P> = At & { places: P[] };

/**
 * The smallest distance between the centres of two circles, in units of the map. On a phone, a map of 720 units is
 * about 360 pixels wide, so this is about 23 pixels.
 */
const minDistance = 46;

/**
 * Groups places so that their circles do not overlap on a phone. Each place joins the first circle that is too near.
 * @param places sorted by the number of their cases, highest first
 * @returns `outside`: the places that the map does not contain
 */
export function clustersOf<P>(
  map: { at(place: NoInfer<P>): At | null },
  places: readonly P[],
): { clusters: ClusterOf<P>[]; outside: P[] } {
  const clusters: ClusterOf<P>[] = [];
  const outside: P[] = [];
  for (const place of places) {
    const at = map.at(place);
    const near = at && clusters.find(({ x, y }) => (x - at.x) ** 2 + (y - at.y) ** 2 < minDistance ** 2);
    if (near) near.places.push(place);
    else if (at) clusters.push({ ...at, places: [place] });
    else outside.push(place);
  }
  return { clusters, outside };
}

/** The radius of a circle, in pixels. A single case is a dot without a number. */
export const radiusOf = (cases: number): number => (cases === 1 ? 5 : cases < 100 ? 10 : 14);

const maxLabels = 8;
/** The width of a letter on a phone, and half the width of a circle with some space around it, in units of the map. */
const [letter, half] = [14, 24];

/** The circles whose names the map shows: up to eight that have room for their name, those with most cases first. */
export function labelled<C extends At & { cases: number }>(
  width: number,
  circles: readonly C[],
  nameOf: (circle: C) => string | undefined,
): ReadonlySet<C> {
  const taken: Box[] = circles.map(({ x, y }) => [x - half, y - half, x + half, y + half]);
  const shown = new Set<C>();
  for (const circle of circles.toSorted((a, b) => b.cases - a.cases)) {
    const name = nameOf(circle);
    if (!name || shown.size === maxLabels) continue;
    const box: Box = [
      circle.x + half,
      circle.y - half / 2,
      circle.x + half + name.length * letter,
      circle.y + half / 2,
    ];
    if (box[2] > width || taken.some((one) => overlap(one, box))) continue;
    taken.push(box);
    shown.add(circle);
  }
  return shown;
}

type Box = readonly [left: number, top: number, right: number, bottom: number];
const overlap = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
