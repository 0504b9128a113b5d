import { classesOf, classIn, type CountryCount } from './map.tsx';
import { world, worldPlaces } from './world.ts';

/** A red that is easy to see on light and on dark pages. */
const red = '#c9453c';
const land = '#8a857e';

/**
 * The world map as an SVG file, without links and words. It has attributes such as `fill` instead of a style element,
 * because the Content-Security-Policy of all pages forbids inline styles.
 */
export function mapPicture(counts: readonly CountryCount[]): string {
  const places = worldPlaces();
  const classes = classesOf(counts.map((one) => one.count));
  const known = new Set(counts.map((one) => one.code));
  const opacity = (count: number): string =>
    (0.45 + (0.55 * (classIn(classes, count) + 1)) / Math.max(classes.length, 1)).toFixed(2);
  const blank = [...places].filter(([code, place]) => place.path && !known.has(code)).map(([, place]) => place.path);
  const shapes = counts.flatMap(({ code, count }) => {
    const place = places.get(code);
    if (!place) return [];
    const fill = `fill="${red}" fill-opacity="${opacity(count)}"`;
    return [
      ...(place.path ? [`<path ${fill} d="${place.path}"/>`] : []),
      ...(place.tiny ? [`<circle ${fill} cx="${place.x}" cy="${place.y}" r="${5 + classIn(classes, count)}"/>`] : []),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${world.width} ${world.height}" width="${world.width}" height="${world.height}"><path fill="${land}" fill-opacity=".28" d="${blank.join('')}"/>${shapes.join('')}</svg>`;
}
