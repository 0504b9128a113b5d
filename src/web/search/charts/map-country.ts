import { geoAlbersUsa, geoAzimuthalEqualArea, geoCentroid, geoDistance, geoPath, type GeoProjection } from 'd3-geo';
import type { Polygon } from '../../../record/vocabulary/country-shapes.ts';
import type { Cell } from '../../../record/values/place.ts';
import type { Region } from '../../../search/places/regions.ts';
import { degreesOf } from '../../../search/places/country-points.ts';
import { mainParts, partOf, worldParts, type Part } from './map-shapes.ts';
import { multi, outline } from './world.ts';

/** A map of a country, or of a part of it, in its own units. It is scaled to the available width. */
export type CountryMap = {
  width: number;
  height: number;
  /** The outlines of other countries. */
  around: string;
  country: string;
  /** The outlines of the regions, in the order of the option `regions`. */
  regions: string[];
  /** The position of a place; null if the map does not contain it. */
  at(place: Cell): { x: number; y: number } | null;
};

const width = 720;
const [lowest, highest] = [380, 680];
const margin = 26;
/** How many times larger a map around one place is than the map of its country. */
const closer = 6;

/**
 * The map of a country. With `around`, it shows this place and its surroundings, enlarged.
 *
 * The projection is Azimuthal Equal Area around the country. For the United States with `regions`, it is Albers'
 * projection, with Alaska and Hawaii beside the other states.
 * @returns null if neither Natural Earth nor `regions` has an outline, as for invented countries
 */
export function countryMap(
  code: string,
  { regions = [], around }: { regions?: readonly Region[]; around?: Cell } = {},
): CountryMap | null {
  const inAtlas = worldParts().filter((part) => part.code === code);
  const own = inAtlas.length
    ? inAtlas
    : regions.flatMap(({ polygons }) => polygons.map((polygon) => partOf(code, polygon)));
  if (own.length === 0) return null;
  const { projection, height } = code === 'US' && regions.length ? forStates(regions) : forParts(mainParts(own));
  if (around) moveTo(projection, degreesOf(around), height);
  // Albers' projection of the United States cannot show other countries.
  const isWhole = code === 'US' && regions.length > 0;
  if (!isWhole)
    projection.clipExtent([
      [-2, -2],
      [width + 2, height + 2],
    ]);
  const seen = isWhole ? () => true : near(projection, height);
  const draw = (parts: readonly Part[]): string =>
    outline(projection, multi(parts.filter(seen).map(({ polygon }) => polygon)));
  return {
    width,
    height,
    around: isWhole ? '' : draw(worldParts().filter((part) => part.code !== code && part.code !== 'AQ')),
    country: isWhole ? '' : draw(own),
    regions: regions.map(({ polygons }) => outline(projection, multi([...polygons]))),
    at(place) {
      const [x, y] = projection(degreesOf(place)) ?? [-1, -1];
      return x >= 0 && y >= 0 && x <= width && y <= height ? { x: tenth(x), y: tenth(y) } : null;
    },
  };
}

type Framed = { projection: GeoProjection; height: number };

function forStates(regions: readonly Region[]): Framed {
  const height = 450;
  return {
    projection: fit(
      geoAlbersUsa(),
      regions.flatMap(({ polygons }) => polygons),
      height,
    ),
    height,
  };
}

function forParts(parts: readonly Part[]): Framed {
  const polygons = parts.map(({ polygon }) => polygon);
  const [longitude, latitude] = geoCentroid(multi(polygons));
  const projection = geoAzimuthalEqualArea().rotate([-longitude, -latitude]);
  const [[left, top], [right, bottom]] = geoPath(fit(projection, polygons, width)).bounds(multi(polygons));
  const height = Math.round(Math.min(highest, Math.max(lowest, ((bottom - top) / (right - left)) * width)));
  return { projection: fit(projection, polygons, height), height };
}

const fit = (projection: GeoProjection, polygons: readonly Polygon[], height: number): GeoProjection =>
  projection.fitExtent(
    [
      [margin, margin],
      [width - margin, height - margin],
    ],
    multi([...polygons]),
  );

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Enlarges the map, with the place in the middle. */
function moveTo(projection: GeoProjection, place: [number, number], height: number): void {
  projection.scale(projection.scale() * closer);
  const [x, y] = projection(place) ?? [width / 2, height / 2];
  const [left, top] = projection.translate();
  projection.translate([left + width / 2 - x, top + height / 2 - y]);
}

/** Returns a function that says whether a part of a country may be visible on the map. */
function near(projection: GeoProjection, height: number): (part: Part) => boolean {
  const middle = projection.invert?.([width / 2, height / 2]);
  const corners = [0, width].flatMap((x) => [0, height].map((y) => projection.invert?.([x, y])));
  if (!middle || corners.some((corner) => !corner || corner.some((degrees) => !Number.isFinite(degrees))))
    return () => true;
  const reach = Math.max(...corners.map((corner) => geoDistance(middle, corner!)));
  return ({ centre, radius }) => geoDistance(middle, centre) - radius <= reach;
}
