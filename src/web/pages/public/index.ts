import type { Pages } from '../../context.ts';
import { printPages } from '../../print/print-pages.ts';
import { aboutPages } from './about.tsx';
import { actorPages } from './actor.tsx';
import { actorList } from './actors.tsx';
import { apiGuide } from './api-guide.tsx';
import { articlePage } from './article.tsx';
import { articleCards } from './article-card.ts';
import { draftPage } from './draft.tsx';
import { editionPages } from './article-editions.tsx';
import { articleList } from './article-list.tsx';
import { authorPage } from './author.tsx';
import { casePages } from './case.tsx';
import { caseList } from './cases.tsx';
import { claimPages } from './claim.tsx';
import { commentPages } from './comments/comments.tsx';
import { confirmPages } from './comments/confirm.tsx';
import { ownCommentPages } from './comments/own.tsx';
import { correctionsPage } from './corrections.tsx';
import { countryPage } from './country.tsx';
import { exportPage } from './export.tsx';
import { exportDownloads } from './export-files.ts';
import { disagreementPage } from './disagreements.tsx';
import { feeds } from './feeds.ts';
import { searchFeeds } from './search-feed.ts';
import { figurePages } from './figure.tsx';
import { frontPage } from './home.tsx';
import { keyPages } from './keys.tsx';
import { lawChangesPage } from './law/changes.tsx';
import { dutiesPage } from './law/duties.tsx';
import { lawPages } from './law/law.tsx';
import { lawListPage } from './law/laws.tsx';
import { provisionPage } from './law/provision.tsx';
import { lettersForReaders } from './letters/index.ts';
import { ownPages } from './pages.tsx';
import { lookFiles } from './look.ts';
import { mapPage } from './map.tsx';
import { readingList } from './reading-list.tsx';
import { permissionPage } from './permission.tsx';
import { photoFiles } from './photo.ts';
import { privacyPage } from './privacy.tsx';
import { searchPage } from './search.tsx';
import { sitemaps } from './sitemaps.ts';
import { keptPages } from './kept-page.tsx';
import { sourcePages } from './source.tsx';
import { statisticsPage } from './statistics.tsx';
import { supportPages } from './support.tsx';
import { suggestions } from './suggest.tsx';
import { tagPage } from './tag.tsx';
import { transparencyPage } from './transparency.tsx';

/** What readers see. Nothing here asks who they are. */
export const publicPages: Pages = (app) => {
  for (const register of [
    frontPage,
    articleList,
    articlePage,
    editionPages,
    articleCards,
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
    casePages,
    actorList,
    actorPages,
    lawListPage,
    dutiesPage,
    lawPages,
    lawChangesPage,
    provisionPage,
    lettersForReaders,
    sourcePages,
    keptPages,
    claimPages,
    countryPage,
    statisticsPage,
    figurePages,
    mapPage,
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
    searchFeeds,
    lookFiles,
  ])
    register(app);
};
