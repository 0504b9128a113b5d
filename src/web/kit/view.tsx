import { createContext, useContext } from 'hono/jsx';
import type { Child } from 'hono/jsx';
import { messages, type Translate } from '../../platform/messages/messages.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import { localTime } from '../../record/values/local-time.ts';
import type { Ctx } from './context.ts';
import type { PublicationView } from './publication.ts';
import { wasSaved } from './desk/saved.ts';
import { withInventedNotice } from './invented.tsx';
import { withUntranslatedNotice } from './components/own-words.tsx';
import { withSectionLinks } from './components/section-links.tsx';
import { withDirections } from './direction.ts';
import { inRussianTypography } from './russian-typography.ts';
import { inEveryLanguage, linksInLanguage, type LanguageLink } from './locale.ts';

/** The data and functions that every component can use without props. */
export type View = {
  t: Translate;
  paper: PublicationView;
  /** The prefix of addresses in this page's language, such as `/ru`; empty for the publication's language. */
  prefix: string;
  /** Links to this page in each language; empty if the publication has only one language. */
  languages: readonly LanguageLink[];
  /** The path of this page, without its query. */
  path: string;
  asset(name: string): string;
  hasAsset(name: string): boolean;
  /** The full address of a path; undefined if no public address is configured. */
  absolute(path: string): string | undefined;
  /** The address of the style sheet with the publication's colour; null if it has none. */
  theme: string | null;
  /** The support message in the footer of a page of this kind; null if there is none. */
  foot(page: string, language?: string): Child | null;
  /** Whether the page is for a mirror, where no server can respond. */
  mirror: boolean;
  /** The signed-in person; always null on public pages, which are the same for everyone. */
  person: { accountId: number | null; name: string; roles: readonly string[] } | null;
  /** The CSRF token of the desk's forms. */
  token: string | null;
  /** How many open proposals the desk's menu shows. */
  proposals: number;
  /** Whether the form of this page has just been saved. */
  saved: boolean;
  /** Today in the time zone of the publication, `YYYY-MM-DD`. */
  today: string;
};

const ViewContext = createContext<View | null>(null);

/**
 * The view of the page that is being rendered. Components are synchronous, so load their data before you render them.
 */
export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('A component was rendered outside page().');
  return view;
}

/** The messages of the page that is being rendered. */
export const useWords = (): Translate => useView().t;

/** Today in the time zone of the publication, `YYYY-MM-DD`. */
export function todayOf(c: Ctx): string {
  const { app, paper } = c.get('deps');
  return localTime(app.now(), paper().timeZone).slice(0, 10);
}

export function viewOf(c: Ctx): View {
  const deps = c.get('deps');
  const who = c.get('session') ?? null;
  const { publicUrl } = deps.app.config;
  return {
    t: c.get('t'),
    paper: deps.paper(),
    prefix: c.get('prefix'),
    languages: inEveryLanguage(c),
    path: c.req.path,
    asset: deps.assets.url,
    hasAsset: deps.assets.has,
    absolute: (path) => (publicUrl ? publicUrl + path : undefined),
    theme: deps.extras?.theme(deps.paper()) ?? null,
    // A mirror has no support messages, because readers may use it for months and cannot dismiss a message there.
    foot: (place, language = c.get('t').locale) =>
      deps.mirror === true ? null : (deps.extras?.foot(c, place, language) ?? null),
    mirror: deps.mirror === true,
    person:
      who && !who.locked
        ? { accountId: who.principal.accountId, name: who.principal.name, roles: who.principal.roles }
        : null,
    token: who?.csrf ?? null,
    proposals: c.get('proposals') ?? 0,
    saved: wasSaved(c),
    today: todayOf(c),
  };
}

/** Renders a complete document, for pages, the mirror and tests. */
export function renderDocument(view: View, node: Child): string {
  const document = `<!doctype html>${(<ViewContext.Provider value={view}>{node}</ViewContext.Provider>).toString()}`;
  const marked = withInventedNotice(withSectionLinks(document, view.t), view);
  const complete = linksInLanguage(withDirections(withUntranslatedNotice(marked, view)), view.prefix);
  // The texts at the desk are not changed, because people may compare them with their sources.
  return view.t.locale === 'ru' && !view.token ? inRussianTypography(complete) : complete;
}

/** A part of a page as text, for feeds. */
export const renderFragment = (view: View, node: Child): string =>
  (<ViewContext.Provider value={view}>{node}</ViewContext.Provider>).toString();

/** Responds with a page. `node` is a complete document: `<PublicPage>` or `<DeskPage>`. */
export function page(c: Ctx, node: Child, status: number = 200): Response {
  return c.html(renderDocument(viewOf(c), node), status as 200);
}

/** A view without a request, for the style guide, tests and emails. */
export function plainView(over: Partial<View> & { paper: PublicationView }): View {
  return {
    t: messages(interfaceLanguage(over.paper)),
    prefix: '',
    languages: [],
    path: '/',
    asset: (name) => name,
    hasAsset: () => false,
    absolute: () => undefined,
    theme: null,
    foot: () => null,
    mirror: false,
    person: null,
    token: null,
    proposals: 0,
    saved: false,
    today: new Date().toISOString().slice(0, 10),
    ...over,
  };
}
