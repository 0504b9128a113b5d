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
    /** The feed of the comments on an article. */
    comments: plain('/feeds/comments/:number'),
    letters: plain('/feeds/letters'),
  },
  sitemap: plain('/sitemap.xml'),
  sitemapNews: plain('/sitemap-news.xml'),
  /** The parts of the sitemap. */
  sitemapPart: plain('/sitemaps/:kind/:part'),
  /** Only in a mirror: the page about the mirror. */
  mirror: plain('/mirror'),
  /** Only in a mirror: lists for readers without JavaScript. */
  mirrorList: plain('/search/:list/:shelf'),
  /** Only in a mirror: the page that servers send for an address without a page. */
  mirrorMissing: plain('/404'),
  about: plain('/about'),
  /** The page with the keys with which mirrors and exports are signed. */
  keys: plain('/about/keys'),
  health: plain('/health'),
  robots: plain('/robots.txt'),
  asset: plain('/assets/:file'),
} as const;

/** Addresses of the desk that belong to no single folder of `web/`. Part of `routes.desk`. */
export const siteDeskRoutes = {
  home: plain('/desk'),
  mirror: plain('/desk/mirror'),
  mirrorDownload: plain('/desk/mirror/download'),
  /** The page on which people select articles and download them as a book. */
  mirrorBook: plain('/desk/mirror/book'),
  style: address<{ on?: string }>()('/desk/style'),
  styleForm: plain('/desk/style/form'),
} as const;
