import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** Addresses in `routes` that belong to no other folder of `web/`, such as the front page, feeds and the mirror. */
export const siteRoutes = {
  home: paged('/'),
  /** The page about the feeds. */
  feedList: plain('/feeds'),
  feedXml: plain('/feed.xml'),
  feedJson: plain('/feed.json'),
  /** Feeds of a part of the publication. Each feed exists as `xml` (Atom) and as `json` (JSON Feed). */
  feeds: {
    corrections: plain('/feeds/corrections'),
    country: plain('/feeds/countries/:code'),
    case_: plain('/feeds/cases/:number'),
    tag: plain('/feeds/tags/:tag'),
    author: plain('/feeds/authors/:author'),
    section: plain('/feeds/sections/:section'),
    comments: plain('/feeds/comments/:number'),
    letters: plain('/feeds/letters'),
  },
  sitemap: plain('/sitemap.xml'),
  sitemapNews: plain('/sitemap-news.xml'),
  /** The parts of the sitemap, by kind of page and number. */
  sitemapPart: plain('/sitemaps/:kind/:part'),
  /** The page about the mirror. Only a mirror has it. */
  mirror: plain('/mirror'),
  /** Lists for readers without JavaScript. Only a mirror has them. */
  mirrorList: plain('/search/:list/:shelf'),
  /** The error page of a mirror: servers of static files send it if an address has no page. Only a mirror has it. */
  mirrorMissing: plain('/404'),
  /** The picture for shared links to pages that have none of their own, as PNG. */
  siteCard: plain('/card'),
  /** The picture for shared links to an item of the record, as PNG. */
  recordCard: plain('/cards/:kind/:number'),
  about: plain('/about'),
  /** The page with the keys that sign mirrors and exports. */
  keys: plain('/about/keys'),
  health: plain('/health'),
  /** Whether the process answers. */
  healthLive: plain('/health/live'),
  /** Whether the site works, like `health`. */
  healthReady: plain('/health/ready'),
  robots: plain('/robots.txt'),
  /** Whom to tell about a vulnerability (RFC 9116). */
  securityText: plain('/.well-known/security.txt'),
  asset: plain('/assets/:file'),
} as const;

/** Addresses in `routes.desk` that belong to no other folder of `web/`. */
export const siteDeskRoutes = {
  home: plain('/desk'),
  /** Composes the front page. `from` is the version whose content the form shows. */
  frontPage: address<{ from?: number; page?: number }>()('/desk/front-page'),
  restoreFrontPage: plain('/desk/front-page/restore'),
  cancelFrontPage: plain('/desk/front-page/cancel'),
  mirror: plain('/desk/mirror'),
  mirrorDownload: plain('/desk/mirror/download'),
  /** The page on which people select articles and download them as a book. */
  mirrorBook: plain('/desk/mirror/book'),
  style: address<{ on?: string }>()('/desk/style'),
  styleForm: plain('/desk/style/form'),
  /** Reads the text of a date field while someone types, for the note below the field. */
  readDate: address<{ from?: string; day?: boolean; ahead?: boolean; future?: boolean; text?: string }>()(
    '/desk/dates/read',
  ),
  /** The steps of a new installation until its first published case. */
  firstSteps: plain('/desk/first-steps'),
  dismissFirstSteps: plain('/desk/first-steps/dismiss'),
  shortcuts: plain('/desk/shortcuts'),
} as const;
