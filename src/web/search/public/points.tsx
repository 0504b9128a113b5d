import type { App } from '../../../platform/operation.ts';
import {
  cellWords,
  countGroups,
  loadCountryPoints,
  type CountryPoints,
  type MapPlace,
  type PlaceCounts,
} from '../../../search/places/country-points.ts';
import { townIn } from '../../../record/places/town-names.ts';
import type { Cell } from '../../../record/values/place.ts';
import { loadRegions } from '../../../search/places/stored-regions.ts';
import { regionsOfPlaces, type Regions } from '../../../search/places/regions.ts';
import { clustersOf, type ClusterOf } from '../charts/map-clusters.ts';
import { countryMap, type CountryMap } from '../charts/map-country.ts';
import {
  circleWords,
  placedAt,
  placeWords,
  PointsMap,
  type Circle,
  type RegionCount,
  type SeveralAt,
} from '../charts/map-points.tsx';
import { countWords } from '../charts/words.ts';
import type { Ctx } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';

/** The map of a country's places. `map` is null if there is no outline of the country. */
export type PlacesView = {
  code: string;
  map: CountryMap | null;
  circles: Circle[];
  /** Places that the map does not contain. */
  outside: MapPlace[];
  regions: RegionCount[];
  /** The numbers of cases at more than one place. */
  several: SeveralAt[];
  /** How many cases are at places outside all regions. */
  elsewhere: number;
  credit: string | null;
} & Omit<CountryPoints, 'places' | 'counts'>;

/**
 * The places of a country's public cases, grouped for its map. Null if no case has a place with coordinates.
 * @param around shows only what is near this place
 * @param nameOf the name of a town for the reader (`townsOf`)
 */
export async function loadPlaces(
  { db: { read: db } }: App,
  code: string,
  around?: Cell,
  nameOf?: (locality: string) => string,
): Promise<PlacesView | null> {
  const { places, counts, ...counted } = await loadCountryPoints(db, code, around, nameOf);
  if (places.length === 0) return null;
  const regions = await loadRegions(db, code);
  const map = countryMap(code, { regions: regions?.regions, around });
  const { clusters, outside } = map
    ? clustersOf(map, places)
    : { clusters: places.map((place) => ({ x: 0, y: 0, places: [place] })), outside: [] };
  return {
    code,
    map,
    circles: countCircles(counts, clusters),
    outside: around ? [] : outside,
    several: counts.several.map(({ at, cases }) => [at.map(wordsOfKey), cases]),
    ...countRegions(counts, regions),
    credit: regions?.credit ?? null,
    ...counted,
  };
}

/** Returns a function that gives the name of a town of the country in the reader's language. */
export const townsOf =
  (c: Ctx, country: string) =>
  (locality: string): string =>
    townIn({ country, locality }, c.get('deps').paper().towns, c.get('t').locale).name;

/** A key of `PlaceCounts` in the form that addresses contain (`cellWords`). */
function wordsOfKey(key: string): string {
  const [latitude, longitude] = key.split(' ').map(Number);
  return cellWords({ latitude: latitude!, longitude: longitude! });
}

function countCircles(counts: PlaceCounts, clusters: readonly ClusterOf<MapPlace>[]): Circle[] {
  const groups = clusters.flatMap(({ places }, index) => places.map((place) => ({ place, index })));
  const cases = countGroups(
    counts,
    groups.map(({ place }) => place),
    groups.map(({ index }) => index),
  );
  return clusters
    .map((cluster, index) => ({ ...cluster, cases: cases.get(index) ?? 0 }))
    .toSorted((a, b) => b.cases - a.cases);
}

function countRegions(counts: PlaceCounts, regions: Regions | null): { regions: RegionCount[]; elsewhere: number } {
  if (!regions) return { regions: [], elsewhere: 0 };
  const elsewhere = regions.regions.length;
  const cases = countGroups(
    counts,
    counts.places,
    regionsOfPlaces(regions.regions, counts.places).map((index) => index ?? elsewhere),
  );
  return {
    regions: regions.regions.map(({ name }, index) => ({ name, cases: cases.get(index) ?? 0 })),
    elsewhere: cases.get(elsewhere) ?? 0,
  };
}

/** The map with its list. `total`: the number of all cases of the country. */
export function Places({ places, total }: { places: PlacesView; total: number }) {
  const t = useWords();
  const { code, map, circles, several, outside, regions, elsewhere, located, more, credit } = places;
  const href = (place: MapPlace): string => routes.place({ code, place: cellWords(place) });
  const withCases = regions.filter(({ cases }) => cases > 0).toSorted((a, b) => b.cases - a.cases);
  return (
    <div class="places">
      {map ? <PointsMap map={map} circles={circles} several={several} regions={regions} href={href} /> : null}
      <div class="beside">
        <p class="muted">
          {t('search.public.places.shown', { located, total })}
          {total > located ? ` ${t('search.public.places.missing', { missing: total - located, total })}` : ''}{' '}
          {map ? t('search.public.places.legend') : t('search.public.places.no_map')}
        </p>
        <ul class="counts">
          {circles.map((circle) => (
            <li>
              {circle.places.length === 1 ? (
                <PlaceLine place={circle.places[0]!} href={href} map={map} />
              ) : (
                <>
                  <span class="line">
                    {circleWords(t, circle)} <Cases count={circle.cases} />
                  </span>
                  <ul>
                    {circle.places.map((place) => (
                      <li>
                        <PlaceLine place={place} href={href} map={map} />
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </li>
          ))}
        </ul>
        {outside.length ? (
          <>
            <h3>{t('search.public.places.outside')}</h3>
            <ul class="counts">
              {outside.map((place) => (
                <li>
                  <PlaceLine place={place} href={href} />
                </li>
              ))}
            </ul>
          </>
        ) : null}
        {more ? <p class="muted">{t('search.public.places.more', { count: more })}</p> : null}
        {withCases.length ? (
          <>
            <h3>{t('search.public.places.regions')}</h3>
            <ul class="counts">
              {[
                ...withCases,
                ...(elsewhere ? [{ name: t('search.public.places.elsewhere'), cases: elsewhere }] : []),
              ].map(({ name, cases }) => (
                <li>
                  <span class="line">
                    {name} <Cases count={cases} />
                  </span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        {credit ? <p class="muted">{t('search.public.places.credit', { credit })}</p> : null}
      </div>
    </div>
  );
}

/** A map around one place, with a list of the other places on it. */
export function Near({ places, here }: { places: PlacesView; here: Cell }) {
  const t = useWords();
  const { code, map, circles, several, regions } = places;
  if (!map) return null;
  const href = (place: MapPlace): string => routes.place({ code, place: cellWords(place) });
  const isHere = (place: MapPlace): boolean => place.latitude === here.latitude && place.longitude === here.longitude;
  const all = circles.flatMap((circle) => circle.places);
  const others = all.filter((place) => !isHere(place));
  return (
    <div class="places">
      <PointsMap map={map} circles={circles} several={several} regions={regions} href={href} here={all.find(isHere)} />
      <div class="beside">
        <p class="muted">{t('search.public.places.legend')}</p>
        {others.length ? (
          <section aria-labelledby="near">
            <h2 id="near">{t('search.public.places.near')}</h2>
            <ul class="counts">
              {others.map((place) => (
                <li>
                  <PlaceLine place={place} href={href} map={map} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </div>
  );
}

function Cases({ count }: { count: number }) {
  const t = useWords();
  return <span class="count">{countWords({ sure: count, perhaps: 0 }, t)}</span>;
}

function PlaceLine({
  place,
  href,
  map,
}: {
  place: MapPlace;
  href: (place: MapPlace) => string;
  map?: CountryMap | null;
}) {
  const t = useWords();
  return (
    <span class="line">
      <a
        href={href(place)}
        data-at={map ? placedAt(map, place) : undefined}
        data-name={map ? place.names[0] : undefined}
      >
        {placeWords(t, place)}
      </a>{' '}
      <Cases count={place.cases} />
    </span>
  );
}
