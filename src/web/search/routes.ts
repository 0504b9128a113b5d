import { address } from '../kit/address.ts';
import type { RecordFilters, StatisticAddress } from '../routes.ts';

const plain = address();
const paged = address<{ page?: number }>();
const filtered = address<RecordFilters>();

/** Search and statistics. Part of `routes`. */
export const searchRoutes = {
  country: paged('/countries/:code'),
  /** A statistic. `readStatistic` (search/statistics/query.ts) reads its parameters. Also as csv. */
  statistics: address<StatisticAddress>()('/statistics'),
  /** A statistic as it was when the article with it was published. Also as csv. */
  figure: plain('/figures/:number'),
  /** Cases by country, as a map. */
  map: filtered('/map'),
  search: filtered('/search'),
  suggest: address<{ q?: string }>()('/search/suggest'),
  /** Stops the emails of one saved search, from a link in them. */
  stopDigest: plain('/digest/stop/:key'),
} as const;

/** Search and statistics, at the desk. Part of `routes.desk`. */
export const searchDeskRoutes = {
  search: filtered('/desk/search'),
  searchTeams: filtered('/desk/search/teams'),
  searches: plain('/desk/searches'),
  newSearch: address<{ query?: string }>()('/desk/searches/new'),
  editSearch: plain('/desk/searches/:key/edit'),
  dropSearch: plain('/desk/searches/:key/drop'),
} as const;
