import type { MapPlace } from '../../../search/places/country-points.ts';
import { useWords } from '../../kit/view.tsx';
import type { Cluster } from './map-clusters.ts';
import type { CountryMap } from './map-country.ts';

/** A circle of the map, with the number of cases at its places. A case with several of these places counts once. */
export type Circle = Cluster & { cases: number };
/** A region with its number of cases. */
export type RegionCount = { name: string; cases: number };

/** The names of a place in words: "Almaty (Алматы)". */
export function placeWords(
  t: ReturnType<typeof useWords>,
  { names: [name, ...others] }: Pick<MapPlace, 'names'>,
): string {
  if (!name) return t('search.public.places.unnamed');
  return others.length ? `${name} (${others.join(', ')})` : name;
}

/** The name of a circle: that of its place, or of its largest place and the number of others. */
export const circleWords = (t: ReturnType<typeof useWords>, { places: [first, ...others] }: Circle): string =>
  others.length
    ? t('search.public.places.around', {
        place: first!.names[0] ?? t('search.public.places.unnamed'),
        count: others.length,
      })
    : placeWords(t, first!);

/**
 * A map with points. Circles and words keep their size on every screen, so they are in a picture of their own above
 * the outlines. `href`: where a circle leads. Screen readers and the keyboard use the list beside the map.
 */
export function PointsMap({
  map,
  circles,
  regions,
  href,
}: {
  map: CountryMap;
  circles: readonly Circle[];
  regions: readonly RegionCount[];
  href: (place: MapPlace) => string;
}) {
  const t = useWords();
  const labels = labelled(map, circles);
  const number = new Intl.NumberFormat(t.tag, { notation: 'compact', maximumFractionDigits: 0 });
  return (
    <div class="points-map">
      <svg class="outlines" viewBox={`0 0 ${map.width} ${map.height}`} aria-hidden="true" focusable="false">
        <path class="around" d={map.around} />
        <path class="own" d={map.country} />
        {map.regions.map((path, index) => (
          <path class="own" d={path}>
            <title>
              {t('search.statistics.map.country', { country: regions[index]!.name, count: regions[index]!.cases })}
            </title>
          </path>
        ))}
      </svg>
      <svg class="circles" width="100%" height="100%" aria-hidden="true" focusable="false">
        {circles.map((circle) => {
          const at = { x: percent(circle.x / map.width), y: percent(circle.y / map.height) };
          return (
            <a href={href(circle.places[0]!)} tabindex={-1}>
              <title>
                {t('search.statistics.map.country', { country: circleWords(t, circle), count: circle.cases })}
              </title>
              <circle cx={at.x} cy={at.y} r={radius(circle)} />
              {circle.cases > 1 ? (
                <text x={at.x} y={at.y} dy="0.35em" class="number">
                  {number.format(circle.cases)}
                </text>
              ) : null}
              {labels.has(circle) ? (
                <text x={at.x} y={at.y} dx={radius(circle) + 5} dy="0.35em" class="name">
                  {circle.places[0]!.names[0]}
                </text>
              ) : null}
            </a>
          );
        })}
      </svg>
    </div>
  );
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

/** In pixels. A single case is a dot without a number. */
const radius = ({ cases }: Circle): number => (cases === 1 ? 5 : cases < 100 ? 10 : 14);

const mostLabels = 8;
/** The size of a letter and of a circle on a phone, in units of the map. */
const [letter, half] = [14, 24];

/** The circles with most cases whose names have room on the map. */
function labelled(map: CountryMap, circles: readonly Circle[]): ReadonlySet<Circle> {
  const taken = circles.map(({ x, y }) => [x - half, y - half, x + half, y + half] as const);
  const shown = new Set<Circle>();
  for (const circle of circles.toSorted((a, b) => b.cases - a.cases)) {
    const name = circle.places[0]!.names[0];
    if (!name || shown.size === mostLabels) continue;
    const box = [
      circle.x + half,
      circle.y - half / 2,
      circle.x + half + name.length * letter,
      circle.y + half / 2,
    ] as const;
    if (box[2] > map.width || taken.some((one) => overlap(one, box))) continue;
    taken.push(box);
    shown.add(circle);
  }
  return shown;
}

type Box = readonly [left: number, top: number, right: number, bottom: number];
const overlap = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
