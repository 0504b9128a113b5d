import { address } from '../kit/address.ts';
import type { NewIn } from '../routes.ts';
import type { DeskList } from '../routes.ts';

const plain = address();
const newIn = address<NewIn>();

/** The desk's addresses for writing, publishing and placing articles. Part of `routes.desk`. */
export const articleDeskRoutes = {
  /** Several at once: their tags, their section. `back`: the list they were ticked in. */
  changeArticles: address<{ article?: readonly number[]; back?: string }>()('/desk/articles/several'),
  newArticle: newIn('/desk/articles/new'),
  /** The same in a form that needs no script. */
  newPlainArticle: newIn('/desk/articles/new/plain'),
  article: plain('/desk/articles/:number'),
  /** `cite`: claims to be offered first. */
  editArticle: address<{ cite?: readonly number[] }>()('/desk/articles/:number/edit'),
  /** The editor, and what it asks of the desk as one writes. */
  writeArticle: plain('/desk/articles/:number/write'),
  compareCopy: plain('/desk/articles/:number/write/compare'),
  keepArticle: plain('/desk/articles/:number/write/keep.json'),
  saveArticle: plain('/desk/articles/:number/write/save.json'),
  dropCopy: plain('/desk/articles/:number/write/drop.json'),
  pastedWords: plain('/desk/articles/:number/write/words.json'),
  /** Has its links tried, from the editor and from its page. */
  checkLinks: plain('/desk/articles/:number/write/links.json'),
  tryLinks: plain('/desk/articles/:number/links'),
  embedInArticle: plain('/desk/articles/:number/write/embed.json'),
  /** A file that becomes a photo; photos to show, by words or by number; actors who may be in one. */
  bringPhoto: plain('/desk/articles/write/photo.json'),
  photosToShow: address<{ q?: string; photo?: readonly string[] }>()('/desk/articles/write/photos.json'),
  actorsNamed: address<{ q?: string }>()('/desk/articles/write/actors.json'),
  citeClaims: address<{ q?: string; case?: readonly string[] }>()('/desk/articles/write/claims.json'),
  /** What the law says of it; nothing of that is stored, unless it is kept, sealed. */
  articleAdvice: plain('/desk/articles/:number/advice'),
  saveAdvice: plain('/desk/articles/:number/advice/keep'),
  keptAdvice: plain('/desk/articles/:number/advice/kept/:advice'),
  discardAdvice: plain('/desk/articles/:number/advice/kept/:advice/drop'),
  /** As readers would see it, and the links by which somebody outside does. */
  previewArticle: plain('/desk/articles/:number/preview'),
  shareDraft: plain('/desk/articles/:number/share'),
  endDraftLink: plain('/desk/articles/:number/share/:link/end'),
  publishArticle: plain('/desk/articles/:number/publish'),
  /** Articles whose cases have news since. */
  articleNews: plain('/desk/articles/news'),
  passOverNews: plain('/desk/articles/:number/news'),
  articleTags: plain('/desk/articles/:number/tags'),
  tags: plain('/desk/tags'),
  tag: plain('/desk/tags/:tag'),
  /** `retract`, `take-down`, `unpublish`, `restore`. */
  articleAct: plain('/desk/articles/:number/act/:act'),
  placeArticle: plain('/desk/articles/:number/section'),
  sharePicture: plain('/desk/articles/:number/share-picture'),
  /** Section and tags, from the editor. */
  placeInEditor: plain('/desk/articles/:number/write/place.json'),
  /** Which article it is a translation of, sentence by sentence; those into other languages. */
  translation: plain('/desk/articles/:number/translation'),
  changeTranslation: plain('/desk/articles/:number/translation/change'),

  /** On its way to readers; each step that asks something is a page too. */
  reviewArticle: plain('/desk/articles/:number/review'),
  sendBackArticle: plain('/desk/articles/:number/review/back'),
  scheduleArticle: plain('/desk/articles/:number/review/schedule'),
  commentArticle: address<{ sentence?: string }>()('/desk/articles/:number/review/comment'),

  /** A first draft out of claims: by number, found by words, or of a case. */
  compileArticle: address<{ claim?: readonly string[]; case?: number; q?: string }>()('/desk/articles/compile'),
  chooseForArticle: plain('/desk/articles/choose'),
} as const;

const paged = address<{ page?: number }>();
const desk = address<DeskList>();

/** The publication: articles, support messages, settings. Part of `routes`. */
export const publishingRoutes = {
  articles: paged('/articles'),
  article: plain('/articles/:number/:slug'),
  /** An edition that readers saw earlier, and what it changed in the one before. */
  edition: plain('/articles/:number/editions/:edition'),
  editionChanges: plain('/articles/:number/editions/:edition/changes'),
  /** What was wrong and is put right, and what was retracted or taken away. */
  corrections: paged('/corrections'),
  /** Articles under a tag. */
  tag: paged('/tags/:tag'),
  /** What somebody wrote, by the name in bylines. */
  author: paged('/authors/:author'),
  /** The picture that goes with a shared link, as png. */
  articleCard: plain('/articles/:number/card/:edition'),
  /** What a reader keeps for later, in the browser alone. */
  readingList: plain('/reading-list'),
  /** What readers are asked for; and the two things they do with an appeal. */
  support: plain('/support'),
  followSupportMessage: plain('/support/:number/go'),
  turnAwayAppeal: plain('/support/:number/no'),
  /** A page of the publication's own, and the articles of one of its sections. */
  page: plain('/pages/:slug'),
  section: paged('/sections/:slug'),
  /** The publication's colour as a style sheet, and its logo; named by what they hold. */
  theme: plain('/theme/:file'),
  logo: plain('/logo/:file'),
  /** A draft, for whoever was given the address, and the photos in it. */
  draft: plain('/drafts/:token'),
  draftPhoto: plain('/drafts/:token/photos/:number/:file'),
} as const;

/** The publication: articles, support messages, settings, at the desk. Part of `routes.desk`. */
export const publishingDeskRoutes = {
  articles: desk('/desk/articles'),
  appeals: plain('/desk/appeals'),
  newSupportMessage: plain('/desk/appeals/new'),
  editSupportMessage: plain('/desk/appeals/:number/edit'),
  endSupportMessage: plain('/desk/appeals/:number/end'),
  settings: plain('/desk/settings'),
  logo: plain('/desk/settings/logo'),
  sections: plain('/desk/settings/sections'),
  pages: plain('/desk/settings/pages'),
  newPage: plain('/desk/settings/pages/new'),
  editPage: plain('/desk/settings/pages/:key/edit'),
} as const;
