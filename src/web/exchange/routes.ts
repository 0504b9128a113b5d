import { address } from '../kit/address.ts';
import type { RecordFilters } from '../routes.ts';

const plain = address();
const paged = address<{ page?: number }>();
const filtered = address<RecordFilters>();

/** The addresses of exports, in `routes`. */
export const exchangeRoutes = {
  /** The page with the downloads of the record. It has the same filters as the lists. */
  export: filtered('/export'),
  exportFile: filtered('/export/:file'),
} as const;

/** The part of `routes.desk` for imports, redirects, posts of a previous website, and the sample data. */
export const exchangeDeskRoutes = {
  imports: paged('/desk/imports'),
  import_: address<{ fate?: string; after?: number }>()('/desk/imports/:id'),
  importOutcomes: address<{ fate?: string }>()('/desk/imports/:id/fates.csv'),
  importFileFormat: plain('/desk/imports/:id/reading'),
  importMapping: plain('/desk/imports/:id/mapping'),
  runImport: plain('/desk/imports/:id/run'),
  dropImportMapping: plain('/desk/imports/mappings/:id/drop'),
  /** Redirects from a previous website. */
  former: paged('/desk/settings/addresses'),
  deleteRedirect: plain('/desk/settings/addresses/drop'),
  /** Imports posts from a previous website as drafts. */
  posts: plain('/desk/settings/posts'),
  removeExample: plain('/desk/settings/remove-example'),
} as const;
