import { address } from './kit/address.ts';
import { articleDeskRoutes, type NewIn } from './publishing/routes.ts';
import { captureRoutes } from './evidence/captures/routes.ts';
import { commentDeskRoutes, commentRoutes } from './publishing/comments/routes.ts';
import { lawDeskRoutes } from './law/routes.ts';
import { letterDeskRoutes, letterRoutes } from './letters/routes.ts';
import { requestRoutes } from './requests/routes.ts';
import { watchRoutes } from './evidence/watch/routes.ts';

export { slugify } from '../platform/text/slug.ts';

/** Filters that the case list, the search and the desk's lists share; each may repeat. */
export type RecordFilters = {
  q?: string;
  kind?: readonly string[];
  country?: readonly string[];
  state?: readonly string[];
  home?: readonly string[];
  type?: readonly string[];
  targeted?: readonly string[];
  law?: readonly string[];
  year?: readonly (string | number)[];
  status?: readonly string[];
  outlet?: readonly (string | number)[];
  language?: readonly string[];
  slapp?: readonly string[];
  sort?: string;
  page?: number;
};
/** A statistic's parameters, in the order of its one address: `statisticParams` gives them. */
export type StatisticAddress = Omit<RecordFilters, 'kind' | 'sort' | 'page'> & {
  by?: string;
  with?: string;
  over?: string;
};
type Paged = { page?: number };
/** Which writes the history lists; `before` pages on by the number of a change set. */
export type HistoryFilters = {
  who?: string;
  from?: string;
  until?: string;
  operation?: string;
  via?: string;
  before?: number;
};
type Desk = { q?: string; state?: string | readonly string[]; kind?: string | readonly string[]; page?: number };

const plain = address();
const paged = address<Paged>();
const filtered = address<RecordFilters>();
const desk = address<Desk>();
const newIn = address<NewIn>();

/**
 * Every address of the site, typed. Call one to build it (`routes.article({ number: 3, slug: slugify(title) })`),
 * give its `.pattern` to Hono, read parameters with its `.read(c.req.param())`.
 * The public ones stay as they are for good (they stand in print and in other people's footnotes).
 */
export const routes = {
  home: paged('/'),
  articles: paged('/articles'),
  article: plain('/articles/:number/:slug'),
  /** An edition that readers saw earlier, and what it changed in the one before. */
  edition: plain('/articles/:number/editions/:edition'),
  editionChanges: plain('/articles/:number/editions/:edition/changes'),
  /** What was wrong and is put right, and what was retracted or taken away. */
  corrections: paged('/corrections'),
  cases: filtered('/cases'),
  case_: plain('/cases/:number/:slug'),
  actors: address<{ q?: string; kind?: string; page?: number }>()('/actors'),
  actor: address<{ list?: string; page?: number }>()('/actors/:number/:slug'),
  source: paged('/sources/:number'),
  /** A page as it was kept, and its package, where readers may open it; `open`: with the page itself. */
  keptPage: address<{ open?: boolean }>()('/sources/:number/captures/:capture'),
  keptPackage: plain('/sources/:number/captures/:capture/page.wacz'),
  claim: plain('/claims/:number'),
  laws: address<{ country?: string; page?: number }>()('/laws'),
  /** The text of a day (`on`), in a language; also as xml (Akoma Ntoso) and jsonld. */
  law: address<{ on?: string; language?: string }>()('/laws/:number/:slug'),
  /** What two days have different. */
  lawChanges: address<{ from?: string; to?: string; language?: string }>()('/laws/:number/text/changes'),
  /** What laws oblige whom to, over all of them. */
  duties: address<{ country?: string; bearer?: string; page?: number }>()('/laws/duties'),
  /** One provision and all it has said. */
  provision: address<{ language?: string }>()('/provisions/:number'),
  country: paged('/countries/:code'),
  /** What is counted, by what and over which cases: `readStatistic` (search/statistics/query.ts). Also as csv. */
  statistics: address<StatisticAddress>()('/statistics'),
  /** A statistic as it stood when an article was published that is computed from it. Also as csv. */
  figure: plain('/figures/:number'),
  /** The same cases by country, drawn. */
  map: filtered('/map'),
  disagreements: address<{ state?: readonly string[]; property?: readonly string[]; page?: number }>()(
    '/disagreements',
  ),
  search: filtered('/search'),
  suggest: address<{ q?: string }>()('/search/suggest'),
  /** What can be downloaded of the record, under the same filters as the lists; and each file of it. */
  export: filtered('/export'),
  exportFile: filtered('/export/:file'),
  /** Articles under a tag. */
  tag: paged('/tags/:tag'),
  /** What somebody wrote, by the name in bylines. */
  author: paged('/authors/:author'),
  feedXml: plain('/feed.xml'),
  feedJson: plain('/feed.json'),
  /** The same of a part of the paper, each as xml (Atom) and json (JSON Feed). */
  feeds: {
    corrections: plain('/feeds/corrections'),
    country: plain('/feeds/countries/:code'),
    case_: plain('/feeds/cases/:number'),
    tag: plain('/feeds/tags/:tag'),
    author: plain('/feeds/authors/:author'),
    section: plain('/feeds/sections/:section'),
    /** Of what readers write under an article. */
    comments: plain('/feeds/comments/:number'),
    letters: plain('/feeds/letters'),
  },
  /** The picture that goes with a shared link, as png. */
  articleCard: plain('/articles/:number/card/:edition'),
  sitemap: plain('/sitemap.xml'),
  sitemapNews: plain('/sitemap-news.xml'),
  /** Its parts, as xml. */
  sitemapPart: plain('/sitemaps/:kind/:part'),
  /** Ends the mails of one saved search, from a link in them. */
  stopDigest: plain('/digest/stop/:key'),
  /** What a reader keeps for later, in the browser alone. */
  readingList: plain('/reading-list'),
  /** What readers are asked for; and the two things they do with an appeal. */
  support: plain('/support'),
  followAppeal: plain('/support/:number/go'),
  turnAwayAppeal: plain('/support/:number/no'),
  /** In a mirror only: what the copy is, and lists for readers without script. */
  mirror: plain('/mirror'),
  mirrorList: plain('/search/:list/:shelf'),
  mirrorMissing: plain('/404'),
  /** A page of the publication's own, and the articles of one of its sections. */
  page: plain('/pages/:slug'),
  section: paged('/sections/:slug'),
  about: plain('/about'),
  /** The keys that mirrors and exports are signed with. */
  keys: plain('/about/keys'),
  privacy: plain('/privacy'),
  health: plain('/health'),
  robots: plain('/robots.txt'),
  asset: plain('/assets/:file'),
  /** The publication's colour as a style sheet, and its logo; named by what they hold. */
  theme: plain('/theme/:file'),
  logo: plain('/logo/:file'),
  /** One size of a photo; the file's name changes with its bytes. */
  photo: plain('/photos/:number/:file'),
  api: plain('/api/v1'),
  apiDescription: plain('/api/v1/openapi.json'),
  /** What authorities demanded of the publication, in numbers. Also as csv. */
  transparency: plain('/about/transparency'),
  /** How to use it, with examples. */
  apiGuide: plain('/about/api'),

  ...commentRoutes,
  ...letterRoutes,
  /** A draft, for whoever was given the address, and the photos in it. */
  draft: plain('/drafts/:token'),
  draftPhoto: plain('/drafts/:token/photos/:number/:file'),
  /** Where somebody answers what they were asked, by an address that only they have. */
  permission: plain('/permission/:token'),
  setup: plain('/setup/:token'),
  join: plain('/join/:token'),

  desk: {
    home: plain('/desk'),
    signIn: address<{ next?: string }>()('/desk/sign-in'),
    signOut: plain('/desk/sign-out'),
    signOutEverywhere: plain('/desk/sign-out-everywhere'),
    search: filtered('/desk/search'),
    /** Searches kept under a name. */
    searches: plain('/desk/searches'),
    newSearch: address<{ query?: string }>()('/desk/searches/new'),
    editSearch: plain('/desk/searches/:key/edit'),
    dropSearch: plain('/desk/searches/:key/drop'),
    /** New from a page: paste an address, a text or a file. */
    newFromPage: address<{ url?: string; case?: number }>()('/desk/new'),
    drafts: desk('/desk/drafts'),
    draft: address<{ claim?: string; show?: string }>()('/desk/drafts/:id'),
    draftMark: plain('/desk/drafts/:id/mark'),
    draftFile: plain('/desk/drafts/:id/file'),

    imports: paged('/desk/imports'),
    import_: address<{ fate?: string; after?: number }>()('/desk/imports/:id'),
    importFates: address<{ fate?: string }>()('/desk/imports/:id/fates.csv'),
    importReading: plain('/desk/imports/:id/reading'),
    importMapping: plain('/desk/imports/:id/mapping'),
    runImport: plain('/desk/imports/:id/run'),
    dropImportMapping: plain('/desk/imports/mappings/:id/drop'),

    cases: desk('/desk/cases'),
    case_: plain('/desk/cases/:number'),
    newCase: newIn('/desk/cases/new'),
    editCase: plain('/desk/cases/:number/edit'),

    actors: desk('/desk/actors'),
    actor: address<{ list?: string; page?: number }>()('/desk/actors/:number'),
    newActor: newIn('/desk/actors/new'),
    editActor: plain('/desk/actors/:number/edit'),

    events: desk('/desk/events'),
    event: plain('/desk/events/:number'),
    newEvent: newIn('/desk/events/new'),
    editEvent: plain('/desk/events/:number/edit'),

    sources: desk('/desk/sources'),
    source: paged('/desk/sources/:number'),
    newSource: newIn('/desk/sources/new'),
    editSource: plain('/desk/sources/:number/edit'),
    ...captureRoutes,

    claims: desk('/desk/claims'),
    /** Many claims at once: checked, back to draft, seen by whom. */
    changeClaims: plain('/desk/claims/change'),
    claim: plain('/desk/claims/:number'),
    newClaim: newIn('/desk/claims/new'),
    editClaim: plain('/desk/claims/:number/edit'),

    proceedings: desk('/desk/proceedings'),
    proceeding: plain('/desk/proceedings/:number'),
    newProceeding: newIn('/desk/proceedings/new'),
    editProceeding: plain('/desk/proceedings/:number/edit'),
    charge: plain('/desk/charges/:number'),
    newCharge: newIn('/desk/charges/new'),
    editCharge: plain('/desk/charges/:number/edit'),
    order: plain('/desk/orders/:number'),
    newOrder: newIn('/desk/orders/new'),
    editOrder: plain('/desk/orders/:number/edit'),

    /** What sources tell differently, and the answer to one. */
    disagreements: address<{ state?: readonly string[]; property?: readonly string[]; page?: number }>()(
      '/desk/disagreements',
    ),
    disagreement: plain('/desk/disagreements/:kind/:number/:property'),
    /** Things that may be one: the queue, two side by side, those like what is being typed; and taking a merge back. */
    duplicates: address<{ kind?: string; state?: string; page?: number }>()('/desk/duplicates'),
    duplicate: address<{ a: string; b: string }>()('/desk/duplicates/compare'),
    likes: address<{ kind: string }>()('/desk/duplicates/like'),
    unmerge: plain('/desk/duplicates/unmerge/:kind/:number'),

    ...lawDeskRoutes,
    ...requestRoutes,
    ...watchRoutes,
    ...commentDeskRoutes,
    ...letterDeskRoutes,

    questions: desk('/desk/questions'),
    question: plain('/desk/questions/:number'),
    newQuestion: newIn('/desk/questions/new'),
    editQuestion: plain('/desk/questions/:number/edit'),

    articles: desk('/desk/articles'),
    ...articleDeskRoutes,

    photos: desk('/desk/photos'),
    newPhoto: plain('/desk/photos/new'),
    photo: plain('/desk/photos/:number'),
    editPhoto: plain('/desk/photos/:number/edit'),
    /** What is said of it, from the editor. */
    photoSaid: plain('/desk/photos/:number/said.json'),
    photoFile: plain('/desk/photos/:number/files/:file'),

    /** What is said of a thing: values with their support, filed as claims. */
    facts: address<{ property?: readonly string[] }>()('/desk/facts/:kind/:number'),
    /** One act on one thing: `check`, `withdraw`, `merge`, `redact`, `seal` … Those that ask something are pages too. */
    act: address<{ property?: string }>()('/desk/act/:kind/:number/:act'),
    history: address<HistoryFilters>()('/desk/history'),
    historyOf: paged('/desk/history/:kind/:number'),
    /** Sets a thing back to how it stood after change set `set`. */
    setBack: plain('/desk/history/:kind/:number/back/:set'),
    /** One write with everything it touched; and undoing it as one. */
    changeSet: address<{ page?: number; kind?: string }>()('/desk/changes/:number'),
    undoChangeSet: plain('/desk/changes/:number/undo'),
    /** Writes that are one piece of work, by the UUID they share. */
    batch: paged('/desk/batches/:batch'),
    undoBatch: plain('/desk/batches/:batch/undo'),

    /** Whose text it is: suggested copies, agency credits, quotations that lost words. */
    origins: address<{ show?: string; page?: number }>()('/desk/origins'),
    originAct: plain('/desk/origins/act'),
    originPair: plain('/desk/origins/copies/:number'),
    originCredit: plain('/desk/origins/credits/:number'),
    originQuotation: plain('/desk/origins/quotations/:number'),
    originDismiss: plain('/desk/origins/:what/:number/dismiss'),

    appeals: plain('/desk/appeals'),
    newAppeal: plain('/desk/appeals/new'),
    editAppeal: plain('/desk/appeals/:number/edit'),
    endAppeal: plain('/desk/appeals/:number/end'),
    account: plain('/desk/account'),
    accountLanguage: plain('/desk/account/language'),
    tokens: plain('/desk/account/tokens'),
    revokeToken: plain('/desk/account/tokens/:number/revoke'),
    accounts: plain('/desk/accounts'),
    newAccount: plain('/desk/accounts/new'),
    editAccount: plain('/desk/accounts/:number/edit'),
    accountLink: plain('/desk/accounts/:number/link'),
    mirror: plain('/desk/mirror'),
    mirrorDownload: plain('/desk/mirror/download'),
    /** A choice of articles as a book. */
    mirrorBook: plain('/desk/mirror/book'),
    settings: plain('/desk/settings'),
    logo: plain('/desk/settings/logo'),
    sections: plain('/desk/settings/sections'),
    pages: plain('/desk/settings/pages'),
    newPage: plain('/desk/settings/pages/new'),
    editPage: plain('/desk/settings/pages/:key/edit'),
    /** Where addresses of a former site lead. */
    former: paged('/desk/settings/addresses'),
    dropFormer: plain('/desk/settings/addresses/drop'),
    /** Posts of a former site, as drafts. */
    posts: plain('/desk/settings/posts'),
    removeExample: plain('/desk/settings/remove-example'),
    style: address<{ on?: string }>()('/desk/style'),
    styleForm: plain('/desk/style/form'),
  },
} as const;

/** The values of a repeating filter in an address; blanks and doubles dropped, at most 50. */
export function filterValues(url: URL, name: string): string[] {
  return [
    ...new Set(
      url.searchParams
        .getAll(name)
        .map((value) => value.trim())
        .filter(Boolean),
    ),
  ].slice(0, 50);
}

/** The part of a list that an address names, counted from the oldest; null, the list itself, where none or nonsense is given. */
export const partNumber = (url: URL): number | null =>
  url.searchParams.has('page') && /^[1-9]\d{0,6}$/.test(url.searchParams.get('page')!)
    ? Number(url.searchParams.get('page'))
    : null;

/** The page number of an address: 1 where none or nonsense is given. */
export function pageNumber(url: URL): number {
  const page = Number(url.searchParams.get('page') ?? '1');
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}

/** The filters of `routes.cases` and `routes.search` as an address has them. */
export function readRecordFilters(url: URL): RecordFilters {
  const list = (name: string) => {
    const values = filterValues(url, name);
    return values.length ? values : undefined;
  };
  const page = pageNumber(url);
  return {
    q: url.searchParams.get('q')?.trim().slice(0, 400) || undefined,
    kind: list('kind'),
    country: list('country'),
    state: list('state'),
    home: list('home'),
    type: list('type'),
    targeted: list('targeted'),
    law: list('law'),
    year: list('year'),
    status: list('status'),
    outlet: list('outlet'),
    language: list('language'),
    slapp: list('slapp'),
    sort: url.searchParams.get('sort') ?? undefined,
    page: page > 1 ? page : undefined,
  };
}

/**
 * Where to go after signing in: a path of this site, or the desk.
 * Anything with a host, a scheme or a backslash is refused (open redirects).
 */
export function safeNext(next: string | undefined | null): string {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return routes.desk.home();
  return next;
}

const firstSteps = new Set(
  Object.values(routes).flatMap((one) =>
    typeof one === 'function' ? [one.pattern.split('/')[1]!.replace(/[:{].*/, '')] : [],
  ),
);
const wholePages = new Set(
  Object.values(routes).flatMap((one) =>
    typeof one === 'function' && !one.pattern.includes(':') ? [one.pattern as string] : [],
  ),
);

/** Whether a path can be an address of this site; as `page`: whether a page without a number or name in its address has it. */
export function isOurs(address: string, as?: 'page'): boolean {
  const [path = ''] = address.split(/[?#]/);
  if (as === 'page') return address === path && wholePages.has(path);
  return path === '/' || firstSteps.has(path.split('/')[1]!.replace(/\.[a-z]+$/, '')) || wholePages.has(path);
}
