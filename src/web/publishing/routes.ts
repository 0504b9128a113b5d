import { address } from '../kit/address.ts';
import type { NewItemDefaults } from '../routes.ts';
import type { DeskList } from '../routes.ts';

const plain = address();
const newIn = address<NewItemDefaults>();

/** The addresses for writing and publishing articles in `routes.desk`. */
export const articleDeskRoutes = {
  newArticle: newIn('/desk/articles/new'),
  /** A new article, in a form without scripts. */
  newPlainArticle: newIn('/desk/articles/new/plain'),
  article: plain('/desk/articles/:number'),
  /** `cite`: the numbers of the claims that the form suggests first. */
  editArticle: address<{ cite?: readonly number[] }>()('/desk/articles/:number/edit'),
  /** The editor. The requests of its script have addresses below this one that end in `.json`. */
  writeArticle: plain('/desk/articles/:number/write'),
  compareUnsaved: plain('/desk/articles/:number/write/compare'),
  keepArticle: plain('/desk/articles/:number/write/keep.json'),
  saveArticle: plain('/desk/articles/:number/write/save.json'),
  dropCopy: plain('/desk/articles/:number/write/drop.json'),
  pastedWords: plain('/desk/articles/:number/write/words.json'),
  /** The panel for review and publication inside the editor. */
  reviewInEditor: plain('/desk/articles/:number/write/review.json'),
  /** Checks the article's links, for the editor. */
  checkLinks: plain('/desk/articles/:number/write/links.json'),
  /** Checks the article's links, for the article's page. */
  tryLinks: plain('/desk/articles/:number/links'),
  embedInArticle: plain('/desk/articles/:number/write/embed.json'),
  uploadPhoto: plain('/desk/articles/:number/write/photo.json'),
  /** Finds photos by words or by number. */
  photosToShow: address<{ q?: string; photo?: readonly string[] }>()('/desk/articles/write/photos.json'),
  /** Finds actors for a photo. */
  actorsNamed: address<{ q?: string }>()('/desk/articles/write/actors.json'),
  casesNamed: address<{ q?: string }>()('/desk/articles/write/cases.json'),
  citeClaims: address<{ q?: string; case?: readonly string[] }>()('/desk/articles/write/claims.json'),
  /** The legal advice on an article. It is stored only if someone saves it, and then sealed. */
  articleAdvice: plain('/desk/articles/:number/advice'),
  saveAdvice: plain('/desk/articles/:number/advice/keep'),
  savedAdvice: plain('/desk/articles/:number/advice/kept/:advice'),
  discardAdvice: plain('/desk/articles/:number/advice/kept/:advice/drop'),
  /** The article as readers would see it, and its shared drafts. */
  previewArticle: plain('/desk/articles/:number/preview'),
  shareDraft: plain('/desk/articles/:number/share'),
  endDraftLink: plain('/desk/articles/:number/share/:link/end'),
  publishArticle: plain('/desk/articles/:number/publish'),
  /**
   * The page that says what becomes public together with an article's claims. `done` is the change set in which they
   * were published.
   */
  publishArticleClaims: address<{ proposal?: number; done?: number }>()('/desk/articles/:number/publish/claims'),
  /** Articles with news in their cases. */
  articleNews: plain('/desk/articles/news'),
  passOverNews: plain('/desk/articles/:number/news'),
  articleTags: plain('/desk/articles/:number/tags'),
  tags: plain('/desk/tags'),
  tag: plain('/desk/tags/:tag'),
  /** `act` is `retract`, `take-down`, `unpublish` or `restore`. */
  articleAct: plain('/desk/articles/:number/act/:act'),
  placeArticle: plain('/desk/articles/:number/section'),
  sharePicture: plain('/desk/articles/:number/share-picture'),
  /** The article's slug, and its description for search results and shared links. */
  describeArticle: plain('/desk/articles/:number/description'),
  /** Sets section and tags, for the editor. */
  placeInEditor: plain('/desk/articles/:number/write/place.json'),
  /** The article beside its original, sentence by sentence, and its translations. */
  translation: plain('/desk/articles/:number/translation'),
  changeTranslation: plain('/desk/articles/:number/translation/change'),

  /** The article's review. Each step that needs input has its own page. */
  reviewArticle: plain('/desk/articles/:number/review'),
  sendBackArticle: plain('/desk/articles/:number/review/back'),
  /** Waives open comments, so that the article can be published. */
  waiveComments: plain('/desk/articles/:number/review/waive'),
  scheduleArticle: plain('/desk/articles/:number/review/schedule'),
  commentArticle: address<{ sentence?: string }>()('/desk/articles/:number/review/comment'),

  /** A first draft from claims. The address selects them by number, by words, or by case. */
  compileArticle: address<{ claim?: readonly string[]; case?: number; q?: string }>()('/desk/articles/compile'),
  chooseForArticle: plain('/desk/articles/choose'),
} as const;

const paged = address<{ page?: number }>();
const desk = address<DeskList>();

/** The addresses of articles, support messages, and the look of the publication, in `routes`. */
export const publishingRoutes = {
  articles: paged('/articles'),
  article: plain('/articles/:number/:slug'),
  /** An earlier edition. */
  edition: plain('/articles/:number/editions/:edition'),
  /** What an edition changed. */
  editionChanges: plain('/articles/:number/editions/:edition/changes'),
  /** Corrections, retractions and removals. */
  corrections: paged('/corrections'),
  tag: paged('/tags/:tag'),
  /** Articles of an author. The author's name comes from bylines. */
  author: paged('/authors/:author'),
  /** The picture for a shared link, as PNG. */
  articleCard: plain('/articles/:number/card/:edition'),
  /** Saved articles. The list is in the browser only. */
  readingList: plain('/reading-list'),
  /** The page that asks readers for donations. */
  support: plain('/support'),
  /** Redirects to the target of a support message, for a reader who follows it. */
  followSupportMessage: plain('/support/:number/go'),
  /** Dismisses a support message. */
  dismissSupportMessage: plain('/support/:number/no'),
  /** One of the publication's own pages, which an editor has written. */
  page: plain('/pages/:slug'),
  section: paged('/sections/:slug'),
  /** The publication's colour as a style sheet. The file's name contains its colours. */
  theme: plain('/theme/:file'),
  /** The publication's logo. The file's name is its hash. */
  logo: plain('/logo/:file'),
  /** A shared draft. */
  draft: plain('/drafts/:token'),
  /** A photo in a shared draft. */
  draftPhoto: plain('/drafts/:token/photos/:number/:file'),
} as const;

/** The addresses of articles, support messages and settings in `routes.desk`. */
export const publishingDeskRoutes = {
  articles: desk('/desk/articles'),
  supportMessages: plain('/desk/support-messages'),
  newSupportMessage: plain('/desk/support-messages/new'),
  editSupportMessage: plain('/desk/support-messages/:number/edit'),
  endSupportMessage: plain('/desk/support-messages/:number/end'),
  settings: plain('/desk/settings'),
  logo: plain('/desk/settings/logo'),
  sections: plain('/desk/settings/sections'),
  pages: plain('/desk/settings/pages'),
  newPage: plain('/desk/settings/pages/new'),
  editPage: plain('/desk/settings/pages/:key/edit'),
} as const;
