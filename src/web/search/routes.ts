import { address } from '../kit/address.ts';
import type { RecordFilters, StatisticAddress } from '../routes.ts';

const plain = address();
const paged = address<{ page?: number }>();
const filtered = address<RecordFilters>();

/** The addresses of search and statistics in `routes`. */
export const searchRoutes = {
  country: paged('/countries/:code'),
  /** The cases at one place of a country. `readCell` (search/places/country-points.ts) reads the place. */
  place: paged('/countries/:code/places/:place'),
  /**
   * A statistic. `readStatistic` (search/statistics/query.ts) reads the parameters. Also available as CSV, SVG and PNG.
   */
  statistics: address<StatisticAddress>()('/statistics'),
  /** A statistic as it was at the publication of its article. Also available as CSV. */
  figure: plain('/figures/:number'),
  /** A statistic for a frame on other sites. */
  statisticEmbed: address<StatisticAddress>()('/statistics/embed'),
  figureEmbed: plain('/figures/:number/embed'),
  /** How other sites embed a chart, by its address: JSON or XML, as oEmbed 1.0 describes. */
  oembed: address<{ url?: string; format?: string; maxwidth?: number; maxheight?: number }>()('/oembed'),
  /** Cases by country, as a map. */
  map: filtered('/map'),
  search: filtered('/search'),
  suggest: address<{ q?: string }>()('/search/suggest'),
  /** Stops the emails of one saved search. The link is in each of these emails. */
  stopDigest: plain('/digest/stop/:key'),
} as const;

/** The addresses of search and statistics in `routes.desk`. */
export const searchDeskRoutes = {
  search: filtered('/desk/search'),
  /** Suggestions for the command palette, as JSON. */
  suggest: address<{ q?: string }>()('/desk/search/suggest'),
  searchTeams: filtered('/desk/search/teams'),
  /** A statistic of what the desk sees. Also available as CSV. */
  statistics: address<StatisticAddress>()('/desk/statistics'),
  /** The outlines of regions that administrators added. `country` shows those of one country. */
  regions: address<{ country?: string }>()('/desk/settings/regions'),
  removeRegions: plain('/desk/settings/regions/remove'),
  searches: plain('/desk/searches'),
  newSearch: address<{ query?: string; list?: string }>()('/desk/searches/new'),
  editSearch: plain('/desk/searches/:key/edit'),
  dropSearch: plain('/desk/searches/:key/drop'),
} as const;
