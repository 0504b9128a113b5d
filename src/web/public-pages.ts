import type { Pages } from './kit/context.ts';
import { printPages } from './site/print/print-pages.ts';
import { aboutPages } from './site/about.tsx';
import { actorPages } from './record/public/actor.tsx';
import { actorList } from './record/public/actors.tsx';
import { apiGuide } from './api/api-guide.tsx';
import { articlePage } from './publishing/articles/public/article.tsx';
import { articleCards } from './publishing/articles/public/article-card.ts';
import { draftPage } from './publishing/articles/public/draft.tsx';
import { editionPages } from './publishing/articles/public/article-editions.tsx';
import { articleList } from './publishing/articles/public/article-list.tsx';
import { authorPage } from './publishing/articles/public/author.tsx';
import { calendars } from './record/public/calendar.ts';
import { casePages } from './record/public/case.tsx';
import { caseList } from './record/public/cases.tsx';
import { claimPages } from './record/public/claim.tsx';
import { commentPages } from './publishing/comments/public/comments.tsx';
import { confirmPages } from './publishing/comments/public/confirm.tsx';
import { ownCommentPages } from './publishing/comments/public/own.tsx';
import { correctionsPage } from './publishing/articles/public/corrections.tsx';
import { countryPage } from './search/public/country.tsx';
import { exportPage } from './exchange/export/export-page.tsx';
import { exportDownloads } from './exchange/export/export-files-page.ts';
import { disagreementPage } from './record/public/disagreements.tsx';
import { cards } from './site/cards.ts';
import { feedList } from './site/feed-list.tsx';
import { feeds } from './site/feeds.ts';
import { searchFeeds } from './search/public/search-feed.ts';
import { figurePages } from './search/public/figure.tsx';
import { oembedPage } from './search/share/oembed.ts';
import { chartShares } from './search/share/share-pages.tsx';
import { frontPage } from './site/home.tsx';
import { keyPages } from './site/keys.tsx';
import { lawChangesPage } from './law/public/changes.tsx';
import { dutiesPage } from './law/public/duties.tsx';
import { lawPages } from './law/public/law.tsx';
import { lawListPage } from './law/public/laws.tsx';
import { provisionPage } from './law/public/provision.tsx';
import { lettersForReaders } from './letters/public/index.ts';
import { ownPages } from './publishing/publication/public-pages.tsx';
import { lookFiles } from './publishing/publication/look.ts';
import { mapPage } from './search/public/map.tsx';
import { placePage } from './search/public/place.tsx';
import { readingList } from './publishing/articles/public/reading-list.tsx';
import { permissionPage } from './requests/permissions/public-permission.tsx';
import { photoFiles } from './record/photos/send-photo.ts';
import { privacyPage } from './privacy/privacy.tsx';
import { searchPage } from './search/public/search.tsx';
import { sitemaps } from './site/sitemaps.ts';
import { preservedPages } from './evidence/public/preserved-page.tsx';
import { verifyPage } from './evidence/verify/verify-page.tsx';
import { sourceList } from './record/public/source-list.tsx';
import { sourcePages } from './record/public/source.tsx';
import { statisticsPage } from './search/public/statistics.tsx';
import { supportPages } from './publishing/support-messages/support.tsx';
import { suggestions } from './search/public/suggest.tsx';
import { tagPage } from './publishing/articles/public/tag.tsx';
import { transparencyPage } from './requests/demands/transparency.tsx';

/** Registers the public pages. None of them checks who its reader is. */
export const publicPages: Pages = (web) => {
  for (const register of [
    frontPage,
    articleList,
    articlePage,
    editionPages,
    articleCards,
    cards,
    commentPages,
    ownCommentPages,
    confirmPages,
    tagPage,
    authorPage,
    sitemaps,
    printPages,
    correctionsPage,
    photoFiles,
    caseList,
    calendars,
    casePages,
    actorList,
    actorPages,
    lawListPage,
    dutiesPage,
    lawPages,
    lawChangesPage,
    provisionPage,
    lettersForReaders,
    sourceList,
    sourcePages,
    preservedPages,
    verifyPage,
    claimPages,
    countryPage,
    statisticsPage,
    figurePages,
    chartShares,
    oembedPage,
    mapPage,
    placePage,
    disagreementPage,
    searchPage,
    suggestions,
    aboutPages,
    privacyPage,
    ownPages,
    keyPages,
    transparencyPage,
    permissionPage,
    draftPage,
    apiGuide,
    readingList,
    supportPages,
    exportPage,
    exportDownloads,
    feeds,
    feedList,
    searchFeeds,
    lookFiles,
  ])
    register(web);
};
