import { apiPages } from '../api/v1/index.ts';
import type { Pages } from '../context.ts';
import { stylePages } from '../design/specimen-pages.tsx';
import { accountPages } from './desk/accounts/accounts.tsx';
import { entryPages } from './desk/accounts/entry.tsx';
import { articleActPages } from './desk/articles/acts.tsx';
import { appealPages } from './desk/appeals/appeals.tsx';
import { reviewPages } from './desk/articles/review.tsx';
import { articlePages } from './desk/articles/articles.tsx';
import { compilePages } from './desk/articles/compile.tsx';
import { translationPages } from './desk/articles/translation.tsx';
import { beginPages } from './desk/articles/begin.tsx';
import { articleEditPages } from './desk/articles/edit.tsx';
import { articleNewsPages } from './desk/articles/news.tsx';
import { writeActs } from './desk/articles/write/acts.ts';
import { writePhotos } from './desk/articles/write/photos.ts';
import { writePages } from './desk/articles/write/write.tsx';
import { previewPages } from './desk/articles/preview.tsx';
import { publishPages } from './desk/articles/publish.tsx';
import { severalPages } from './desk/articles/several.tsx';
import { tagPages } from './desk/articles/tags.tsx';
import { captureOrderPages } from './desk/captures/captures.tsx';
import { commentingPages } from './desk/comments/commenting.tsx';
import { identityPages } from './desk/comments/identities.tsx';
import { commentQueue } from './desk/comments/queue.tsx';
import { disagreementPages } from './desk/disagreements/index.ts';
import { duplicatePages } from './desk/duplicates/index.ts';
import { draftingPages } from './desk/drafts/index.ts';
import { historyPages } from './desk/history/history.tsx';
import { homePages } from './desk/home/home.tsx';
import { privacyDesk } from './desk/privacy/privacy.tsx';
import { searchPages } from './desk/home/search.tsx';
import { originPages } from './desk/origins/index.ts';
import { importsPages } from './desk/imports/index.ts';
import { lawChangePages } from './desk/laws/changes.tsx';
import { advicePages } from './desk/advice/advice.tsx';
import { keptAdvicePages } from './desk/advice/kept.tsx';
import { secretWordPages } from './desk/advice/words.tsx';
import { dutyDeskPages } from './desk/laws/duties.tsx';
import { lawDeskPages } from './desk/laws/law.tsx';
import { lawList } from './desk/laws/laws.tsx';
import { lettersAtDesk } from './desk/letters/index.ts';
import { newLawPage } from './desk/laws/new.tsx';
import { photoPages } from './desk/photos/photos.tsx';
import { recordPages } from './desk/record/index.ts';
import { demandPages } from './desk/requests/demands.tsx';
import { permissionPages } from './desk/requests/permissions.tsx';
import { replyPages } from './desk/requests/replies.tsx';
import { requestPages } from './desk/requests/requests.tsx';
import { savedSearchPages } from './desk/searches/index.tsx';
import { watchPages } from './desk/watch/index.tsx';
import { linkPages } from './desk/articles/links.tsx';
import { placePages } from './desk/articles/place.tsx';
import { formerPages } from './desk/settings/former.tsx';
import { postPages } from './desk/settings/posts.tsx';
import { ownPagesDesk } from './desk/settings/pages.tsx';
import { logoPage } from './desk/settings/logo.tsx';
import { sectionsPage } from './desk/settings/sections.tsx';
import { bookDeskPages } from './desk/mirror/book.tsx';
import { mirrorDeskPages } from './desk/mirror/mirror.tsx';
import { settingsPages } from './desk/settings/settings.tsx';
import { tokenPages } from './desk/tokens/tokens.tsx';
import { publicPages } from './public/index.ts';

/** Every page of the site, in the order their addresses are tried. */
export const allPages: readonly Pages[] = [
  entryPages,
  homePages,
  searchPages,
  savedSearchPages,
  watchPages,
  accountPages,
  tokenPages,
  draftingPages,
  captureOrderPages,
  originPages,
  disagreementPages,
  duplicatePages,
  importsPages,
  photoPages,
  lawList,
  newLawPage,
  lawChangePages,
  dutyDeskPages,
  secretWordPages,
  advicePages,
  keptAdvicePages,
  lawDeskPages,
  lettersAtDesk,
  requestPages,
  demandPages,
  replyPages,
  permissionPages,
  recordPages,
  historyPages,
  settingsPages,
  privacyDesk,
  mirrorDeskPages,
  bookDeskPages,
  appealPages,
  identityPages,
  commentQueue,
  commentingPages,
  logoPage,
  sectionsPage,
  ownPagesDesk,
  formerPages,
  postPages,
  compilePages,
  reviewPages,
  writePages,
  writeActs,
  writePhotos,
  beginPages,
  articleEditPages,
  previewPages,
  publishPages,
  articleActPages,
  articleNewsPages,
  tagPages,
  severalPages,
  translationPages,
  placePages,
  linkPages,
  articlePages,
  stylePages,
  apiPages,
  publicPages,
];
