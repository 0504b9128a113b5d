import { apiPages } from './api/index.ts';
import type { Pages } from './kit/context.ts';
import { stylePages } from './site/style-guide/specimen-pages.tsx';
import { securityLogPages } from './accounts/security-log.tsx';
import { teamPages } from './accounts/teams/teams.tsx';
import { accountPages } from './accounts/accounts.tsx';
import { emailPages } from './accounts/email.tsx';
import { invitationPages } from './accounts/invitation.tsx';
import { entryPages } from './accounts/entry.tsx';
import { factorPages } from './accounts/factors/factors.tsx';
import { passkeyPages } from './accounts/factors/passkeys.tsx';
import { lockdownPages } from './accounts/lockdown.tsx';
import { lockPages } from './accounts/lock.tsx';
import { articleActPages } from './publishing/articles/actions.tsx';
import { supportMessagePages } from './publishing/support-messages/desk.tsx';
import { reviewPages } from './publishing/articles/review.tsx';
import { articlePages } from './publishing/articles/articles.tsx';
import { compilePages } from './documents/compile.tsx';
import { translationPages } from './documents/translation.tsx';
import { beginPages } from './documents/begin.tsx';
import { articleEditPages } from './documents/edit.tsx';
import { articleNewsPages } from './publishing/articles/news.tsx';
import { writeActions } from './documents/write/actions.ts';
import { reviewActions } from './documents/write/review-actions.tsx';
import { writePhotos } from './documents/write/photos.ts';
import { writePages } from './documents/write/write.tsx';
import { previewPages } from './publishing/articles/preview.tsx';
import { publishClaimsPages } from './publishing/articles/publish-claims.tsx';
import { publishPages } from './publishing/articles/publish.tsx';
import { tagPages } from './publishing/articles/tags.tsx';
import { pdfPages } from './evidence/captures/pdf-pages.tsx';
import { captureOrderPages } from './evidence/captures/queue/captures.tsx';
import { commentingPages } from './publishing/comments/commenting.tsx';
import { identityPages } from './publishing/comments/identities.tsx';
import { commentQueue } from './publishing/comments/queue.tsx';
import { disagreementPages } from './record/disagreements/index.ts';
import { duplicatePages } from './record/duplicates/index.ts';
import { draftingPages } from './drafting/index.ts';
import { historyPages } from './record/history/history.tsx';
import { homePages } from './site/desk-home/home.tsx';
import { typedDatePages } from './site/typed-dates.ts';
import { privacyDesk } from './privacy/desk-privacy.tsx';
import { searchPages } from './search/desk-search.tsx';
import { regionPages } from './search/desk-regions.tsx';
import { statisticPages } from './search/desk-statistics.tsx';
import { originPages } from './evidence/republished/index.ts';
import { importsPages } from './exchange/imports/index.ts';
import { lawChangePages } from './law/desk/changes.tsx';
import { advicePages } from './law/advice/advice.tsx';
import { savedAdvicePages } from './law/advice/saved.tsx';
import { secretWordPages } from './law/advice/words.tsx';
import { dutyDeskPages } from './law/desk/duties.tsx';
import { lawDeskPages } from './law/desk/law.tsx';
import { lawList } from './law/desk/laws.tsx';
import { lettersAtDesk } from './letters/desk/index.ts';
import { newLawPage } from './law/desk/new.tsx';
import { photoPages } from './record/photos/photos.tsx';
import { picturePage } from './record/photos/picture-page.tsx';
import { proposalPages } from './record/proposals/proposals.tsx';
import { recordPages } from './record/desk/index.ts';
import { demandPages } from './requests/demands/demands.tsx';
import { permissionPages } from './requests/permissions/permissions.tsx';
import { replyPages } from './requests/replies/replies.tsx';
import { requestPages } from './requests/requests.tsx';
import { savedSearchPages } from './search/saved/index.tsx';
import { calendarPage } from './work/calendar.tsx';
import { workFeeds } from './work/feeds.ts';
import { listPages } from './work/lists/list-pages.tsx';
import { selectionFiles } from './work/lists/selection-files.ts';
import { factPage } from './work/lists/fact-page.tsx';
import { selectionPages } from './work/lists/selection-pages.tsx';
import { workPages } from './work/pages.tsx';
import { workSettings } from './work/settings.tsx';
import { watchPages } from './evidence/watch/index.tsx';
import { linkPages } from './documents/links.tsx';
import { descriptionPages } from './publishing/articles/description.tsx';
import { placePages } from './publishing/articles/place.tsx';
import { redirectPages } from './exchange/redirects/redirect-pages.tsx';
import { postPages } from './exchange/posts/posts.tsx';
import { ownPagesDesk } from './publishing/publication/pages.tsx';
import { logoPage } from './publishing/publication/logo.tsx';
import { frontPageDesk } from './site/front/compose.tsx';
import { sectionsPage } from './publishing/publication/sections.tsx';
import { bookDeskPages } from './site/mirror/desk/book.tsx';
import { mirrorDeskPages } from './site/mirror/desk/mirror.tsx';
import { settingsPages } from './publishing/publication/settings.tsx';
import { tokenPages } from './accounts/tokens/tokens.tsx';
import { firstStepPages } from './site/desk-home/first-steps-page.tsx';
import { shortcutPages } from './site/shortcuts.tsx';
import { publicPages } from './public-pages.ts';

/** All pages of the site. Hono matches their routes in this order. */
export const allPages: readonly Pages[] = [
  entryPages,
  homePages,
  typedDatePages,
  searchPages,
  regionPages,
  statisticPages,
  shortcutPages,
  firstStepPages,
  savedSearchPages,
  watchPages,
  listPages,
  selectionPages,
  factPage,
  selectionFiles,
  workPages,
  workSettings,
  calendarPage,
  workFeeds,
  accountPages,
  invitationPages,
  emailPages,
  factorPages,
  passkeyPages,
  securityLogPages,
  teamPages,
  lockPages,
  lockdownPages,
  tokenPages,
  draftingPages,
  captureOrderPages,
  pdfPages,
  originPages,
  disagreementPages,
  proposalPages,
  duplicatePages,
  importsPages,
  photoPages,
  picturePage,
  lawList,
  newLawPage,
  lawChangePages,
  dutyDeskPages,
  secretWordPages,
  advicePages,
  savedAdvicePages,
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
  supportMessagePages,
  identityPages,
  commentQueue,
  commentingPages,
  logoPage,
  sectionsPage,
  frontPageDesk,
  ownPagesDesk,
  redirectPages,
  postPages,
  compilePages,
  reviewPages,
  writePages,
  writeActions,
  reviewActions,
  writePhotos,
  beginPages,
  articleEditPages,
  previewPages,
  publishClaimsPages,
  publishPages,
  articleActPages,
  articleNewsPages,
  tagPages,
  translationPages,
  descriptionPages,
  placePages,
  linkPages,
  articlePages,
  stylePages,
  apiPages,
  publicPages,
];
