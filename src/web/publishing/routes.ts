import { address } from '../kit/address.ts';

const plain = address();
/** What a new thing starts with: the case it belongs to, the draft or source it comes from. */
export type NewIn = {
  case?: number;
  source?: number;
  actor?: number;
  proceeding?: number;
  claim?: number;
  draft?: string;
  kind?: string;
};
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
  keepAdvice: plain('/desk/articles/:number/advice/keep'),
  keptAdvice: plain('/desk/articles/:number/advice/kept/:advice'),
  dropAdvice: plain('/desk/articles/:number/advice/kept/:advice/drop'),
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
