import { address } from '../kit/address.ts';
import type { RecordFilters, StatisticAddress } from '../routes.ts';

const plain = address();
const paged = address<{ page?: number }>();
const filtered = address<RecordFilters>();

/** The part of `routes` for search, statistics, maps and countries. */
export const searchRoutes = {
  country: paged('/countries/:code'),
  /** The cases at one place of a country. `readCell` (search/places/country-points.ts) reads the place. */
  place: paged('/countries/:code/places/:place'),
  /**
   * A statistic. `readStatistic` (search/statistics/query.ts) reads the parameters. Also available as CSV, SVG and PNG.
   */
  statistics: address<StatisticAddress>()('/statistics'),
  /** A statistic as it was at the publication of its article. Also available as CSV, SVG and PNG. */
  figure: plain('/figures/:number'),
  /** The page of a statistic that other sites show in a frame. */
  statisticEmbed: address<StatisticAddress>()('/statistics/embed'),
  figureEmbed: plain('/figures/:number/embed'),
  /** How to embed the chart at the address `url`: JSON or XML of oEmbed 1.0. */
  oembed: address<{ url?: string; format?: string; maxwidth?: number; maxheight?: number }>()('/oembed'),
  /** A world map with the number of cases by country. */
  map: filtered('/map'),
  search: filtered('/search'),
  suggest: address<{ q?: string }>()('/search/suggest'),
  /** Ends the emails about one saved search. Each of these emails has this link. */
  stopDigest: plain('/digest/stop/:key'),
} as const;

/** The part of `routes.desk` for search, saved searches, statistics and regions. */
export const searchDeskRoutes = {
  search: filtered('/desk/search'),
  /** Suggestions for the command palette, as JSON. */
  suggest: address<{ q?: string }>()('/desk/search/suggest'),
  searchTeams: filtered('/desk/search/teams'),
  /** A statistic of what the desk sees. Also available as CSV. */
  statistics: address<StatisticAddress>()('/desk/statistics'),
  /** The outlines of regions that administrators have added. `country`: only those of this country. */
  regions: address<{ country?: string }>()('/desk/settings/regions'),
  removeRegions: plain('/desk/settings/regions/remove'),
  searches: plain('/desk/searches'),
  newSearch: address<{ query?: string; list?: string }>()('/desk/searches/new'),
  editSearch: plain('/desk/searches/:key/edit'),
  dropSearch: plain('/desk/searches/:key/drop'),
} as const;
