import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/**
 * Addresses that belong to no single folder of `web/`, such as the front page, feeds and the mirror. Part of `routes`.
 */
export const siteRoutes = {
  home: paged('/'),
  feedXml: plain('/feed.xml'),
  feedJson: plain('/feed.json'),
  /** Feeds of a part of the publication. Each exists as `xml` (Atom) and as `json` (JSON Feed). */
  feeds: {
    corrections: plain('/feeds/corrections'),
    country: plain('/feeds/countries/:code'),
    case_: plain('/feeds/cases/:number'),
    tag: plain('/feeds/tags/:tag'),
    author: plain('/feeds/authors/:author'),
    section: plain('/feeds/sections/:section'),
    /** Comments on an article. */
    comments: plain('/feeds/comments/:number'),
    letters: plain('/feeds/letters'),
  },
  sitemap: plain('/sitemap.xml'),
  sitemapNews: plain('/sitemap-news.xml'),
  /** The parts of the sitemap, as xml. */
  sitemapPart: plain('/sitemaps/:kind/:part'),
  /** Only in a mirror: about the mirror. */
  mirror: plain('/mirror'),
  /** Only in a mirror: lists for readers without JavaScript. */
  mirrorList: plain('/search/:list/:shelf'),
  /** Only in a mirror: for addresses without a page. */
  mirrorMissing: plain('/404'),
  about: plain('/about'),
  /** The keys that mirrors and exports are signed with. */
  keys: plain('/about/keys'),
  health: plain('/health'),
  robots: plain('/robots.txt'),
  asset: plain('/assets/:file'),
} as const;

/** The same for the desk. Part of `routes.desk`. */
export const siteDeskRoutes = {
  home: plain('/desk'),
  mirror: plain('/desk/mirror'),
  mirrorDownload: plain('/desk/mirror/download'),
  /** A selection of articles as a book. */
  mirrorBook: plain('/desk/mirror/book'),
  style: address<{ on?: string }>()('/desk/style'),
  styleForm: plain('/desk/style/form'),
} as const;
