import { cellWords, type MapPlace } from '../../../search/places/country-points.ts';
import { useWords } from '../../kit/view.tsx';
import { labelled, radiusOf, type ClusterOf } from './map-clusters.ts';
import type { CountryMap } from './map-country.ts';

/** A circle of the map, with the number of cases at its places. A case at several of these places counts once. */
export type Circle = ClusterOf<MapPlace> & { cases: number };
export type RegionCount = { name: string; cases: number };

/** The names of a place in words: "Almaty (Алматы)". */
export function placeWords(
  t: ReturnType<typeof useWords>,
  { names: [name, ...others] }: Pick<MapPlace, 'names'>,
): string {
  if (!name) return t('search.public.places.unnamed');
  return others.length ? `${name} (${others.join(', ')})` : name;
}

/** The name of a circle: the name of its place, or of the place with most cases and the number of other places. */
export const circleWords = (t: ReturnType<typeof useWords>, { places: [first, ...others] }: Circle): string =>
  others.length
    ? t('search.public.places.around', {
        place: first!.names[0] ?? t('search.public.places.unnamed'),
        count: others.length,
      })
    : placeWords(t, first!);

/**
 * A map with circles for places. The outlines are scaled to the screen. The circles and names are not, so they are in a
 * second SVG above the outlines. Screen readers and the keyboard use the list beside the map. A script moves and zooms
 * the map (islands/map.ts).
 * @param href returns the link of a circle, from its first place
 */
export function PointsMap({
  map,
  circles,
  regions,
  href,
  several,
  here,
}: {
  map: CountryMap;
  circles: readonly Circle[];
  regions: readonly RegionCount[];
  href: (place: MapPlace) => string;
  /** The numbers of cases at more than one place. */ several: readonly SeveralAt[];
  /** A place that is on the map and not in the list beside it. */ here?: MapPlace;
}) {
  const t = useWords();
  const labels = labelled(map.width, circles, ({ places }) => places[0]!.names[0]);
  const number = new Intl.NumberFormat(t.tag, { notation: 'compact', maximumFractionDigits: 0 });
  return (
    <div
      class="points-map"
      data-several={several.length ? JSON.stringify(several) : undefined}
      data-here={here && `${placedAt(map, here)} ${here.names[0] ?? ''}`}
      data-words={JSON.stringify({
        label: t('search.public.places.zoom.label'),
        in: t('search.public.places.zoom.in'),
        out: t('search.public.places.zoom.out'),
        all: t('search.public.places.zoom.all'),
      })}
    >
      <Outlines
        map={map}
        titles={regions.map(({ name, cases }) => t('search.statistics.map.country', { country: name, count: cases }))}
      />
      <svg class="circles" width="100%" height="100%" aria-hidden="true" focusable="false">
        {circles.map((circle) => {
          const at = { x: percent(circle.x / map.width), y: percent(circle.y / map.height) };
          return (
            <a href={href(circle.places[0]!)} tabindex={-1} data-many={circle.places.length > 1 ? '' : undefined}>
              <title>
                {t('search.statistics.map.country', { country: circleWords(t, circle), count: circle.cases })}
              </title>
              <circle cx={at.x} cy={at.y} r={radiusOf(circle.cases)} />
              {circle.cases > 1 ? (
                <text x={at.x} y={at.y} dy="0.35em" class="number">
                  {number.format(circle.cases)}
                </text>
              ) : null}
              {labels.has(circle) ? (
                <text x={at.x} y={at.y} dx={radiusOf(circle.cases) + 5} dy="0.35em" class="name">
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

/** The outlines of a country and its regions. Without `label`, they are hidden from screen readers. */
export function Outlines({ map, titles, label }: { map: CountryMap; titles: readonly string[]; label?: string }) {
  return (
    <svg
      class="outlines"
      viewBox={`0 0 ${map.width} ${map.height}`}
      {...(label === undefined ? { 'aria-hidden': 'true', focusable: 'false' } : { role: 'img', 'aria-label': label })}
    >
      <path class="around" d={map.around} />
      <path class="own" d={map.country} />
      {map.regions.map((path, index) => (
        <path class="own" d={path}>
          <title>{titles[index]}</title>
        </path>
      ))}
    </svg>
  );
}

/** How many cases are at all of these places. Places are in the form of `cellWords`. */
export type SeveralAt = readonly [at: string[], cases: number];

/** The data of a place for the script: its position on the map, its number of cases, and its text in `several`. */
export function placedAt(map: CountryMap, place: MapPlace): string | undefined {
  const at = map.at(place);
  return at ? `${at.x} ${at.y} ${place.cases} ${cellWords(place)}` : undefined;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;
