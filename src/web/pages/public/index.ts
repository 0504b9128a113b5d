import type { Pages } from '../../context.ts';
import { printPages } from '../../print/print-pages.ts';
import { aboutPages } from './about.tsx';
import { actorPages } from './actor.tsx';
import { actorList } from './actors.tsx';
import { apiGuide } from './api-guide.tsx';
import { articlePage } from './article.tsx';
import { editionPages } from './article-editions.tsx';
import { articleList } from './article-list.tsx';
import { casePages } from './case.tsx';
import { caseList } from './cases.tsx';
import { claimPages } from './claim.tsx';
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
import { ownPages } from './pages.tsx';
import { lookFiles } from './look.ts';
import { mapPage } from './map.tsx';
import { readingList } from './reading-list.tsx';
import { photoFiles } from './photo.ts';
import { searchPage } from './search.tsx';
import { sourcePages } from './source.tsx';
import { statisticsPage } from './statistics.tsx';
import { supportPages } from './support.tsx';
import { suggestions } from './suggest.tsx';

/** What readers see. Nothing here asks who they are. */
export const publicPages: Pages = (app) => {
  for (const register of [frontPage, articleList, articlePage, editionPages, printPages, correctionsPage, photoFiles, caseList, casePages, actorList, actorPages, sourcePages, claimPages, countryPage, statisticsPage, figurePages, mapPage, disagreementPage, searchPage, suggestions, aboutPages, ownPages, keyPages, apiGuide, readingList, supportPages, exportPage, exportDownloads, feeds, searchFeeds, lookFiles]) register(app);
};
