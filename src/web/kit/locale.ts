import { accepts } from 'hono/accepts';
import { createMiddleware } from 'hono/factory';
import { interfaceLocales, messages, type InterfaceLocale } from '../../platform/messages/messages.ts';
import { setReading } from '../../record/translations/reading.ts';
import { baseOf } from '../../record/vocabulary/languages.ts';
import type { PublicationView } from './publication.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import type { Ctx, Env } from './context.ts';
import { routes } from '../routes.ts';

/* The language of the interface (docs/decisions/0054). For readers, the address decides: the publication's own
   language has no prefix, and others have a prefix such as `/ru`. At the desk, the account decides. Cookies and headers
   have no influence on pages that can be cached, so an address shows every reader the same page. */

export type LanguageLink = { language: InterfaceLocale; address: string };

const prefixed = new RegExp(`^/(${interfaceLocales.join('|')})(?=/|$)`);

/** The language in the prefix of a path, even if the site does not offer it. */
export const languageOf = (pathname: string): InterfaceLocale | undefined =>
  prefixed.exec(pathname)?.[1] as InterfaceLocale | undefined;

/** The path of a request without its language prefix, for matching routes. */
export const pathOf = (request: Request): string => pathWithout(new URL(request.url).pathname);

/**
 * A path without its language prefix. It begins with exactly one slash, because two slashes would lead to another site.
 */
export const pathWithout = (pathname: string): string => pathname.replace(prefixed, '').replace(/^\/+/, '/') || '/';

/** Addresses that never have a language prefix, such as files, the desk and the API. */
const own = [routes.desk.home(), '/setup', '/join', '/assets', '/theme', '/logo', routes.api(), routes.health()];
const isOwn = (path: string): boolean =>
  own.some((start) => path === start || path.startsWith(`${start}/`)) || /\.[a-z0-9]{2,5}$/.test(path);

/**
 * Whether the response is for readers, with texts in the language of the interface. The desk, the API and exports have
 * the original texts.
 */
const isForReaders = (path: string): boolean =>
  ![routes.desk.home(), routes.api(), routes.export()].some(
    (start) => path === start || path.startsWith(`${start}/`),
  ) &&
  (path === routes.feedJson() || path.startsWith('/feeds/') || !/\.(?:json|csv)$/.test(path));

const feedLists = [
  routes.cases.as('xml'),
  routes.search.as('xml'),
  routes.feedXml(),
  routes.feedJson(),
  routes.calendar(),
];
/**
 * Whether an address is a feed or a calendar for readers. Its language is the parameter `lang`, because `language` is a
 * filter of searches.
 */
export const isFeed = (path: string): boolean =>
  feedLists.includes(path) || path.startsWith('/feeds/') || /^\/cases\/\d+\/calendar\.ics$/.test(path);

export const prefixOf = (paper: PublicationView, locale: InterfaceLocale): string =>
  locale === interfaceLanguage(paper) ? '' : `/${locale}`;

/**
 * Adds the language prefix of the current page to an address of this site. Feeds and calendars get the parameter `lang`
 * instead. Addresses of other sites, and addresses that never have a prefix, stay unchanged.
 * @param and what separates parameters: `&amp;` in HTML
 */
export function inLanguage(prefix: string, address: string, and = '&'): string {
  if (!prefix || !/^\/(?!\/)/.test(address)) return address;
  const path = address.split(/[?#]/, 1)[0]!;
  const rest = address.slice(path.length);
  if (isFeed(path)) {
    if (/[?;&]lang=/.test(rest)) return address;
    return `${path}?lang=${prefix.slice(1)}${rest.startsWith('?') ? and + rest.slice(1) : rest}`;
  }
  if (isOwn(path) || prefixed.test(path)) return address;
  return path === '/' ? prefix + rest : prefix + path + rest;
}

/**
 * Adds the language prefix to the links and forms of a rendered page. The regular expression matches only attributes,
 * because the JSX renderer escapes quotation marks in texts.
 */
export function linksInLanguage(html: string, prefix: string): string {
  if (!prefix) return html;
  return html.replace(/<(?:a|form|area)\b[^>]*>/g, (tag) =>
    tag.includes(' hreflang="')
      ? tag
      : tag.replace(
          / (href|action)="(\/[^"]*)"/,
          (_, name: string, address: string) => ` ${name}="${inLanguage(prefix, address, '&amp;')}"`,
        ),
  );
}

/**
 * Sets the language of the interface from the address. If the site does not offer that language, the response redirects
 * to the address without prefix. A feed in a language that the site does not offer uses the publication's language.
 */
export const byAddress = createMiddleware<Env>(async (c, next) => {
  const paper = c.get('deps').paper();
  const url = new URL(c.req.url);
  const pathLanguage = languageOf(url.pathname);
  const requested = isFeed(c.req.path) ? url.searchParams.get('lang') : isOwn(c.req.path) ? undefined : pathLanguage;
  const language = paper.interfaceLanguages.find((one) => one === requested);
  c.set('t', messages(language ?? interfaceLanguage(paper)));
  c.set('prefix', prefixOf(paper, language ?? interfaceLanguage(paper)));
  c.set('urlLanguage', language);
  if (isForReaders(c.req.path)) setReading({ language: language ?? interfaceLanguage(paper), own: paper.language });
  if (pathLanguage && (!language || isFeed(c.req.path)))
    return c.redirect(pathWithout(url.pathname) + url.search, c.req.method === 'GET' ? 301 : 308);
  await next();
  const to = c.res.headers.get('Location');
  const prefix = c.get('prefix');
  if (to && prefix && to.startsWith('/')) c.res.headers.set('Location', inLanguage(prefix, to));
});

/**
 * Sets the language of the interface to the language of the page's text. Nothing changes if the interface lacks that
 * language, or if the address selects a language.
 */
export function setLanguage(c: Ctx, language: string): void {
  const paper = c.get('deps').paper();
  const found = paper.interfaceLanguages.find((one) => one === language.split('-')[0]);
  if (c.get('urlLanguage') || !found) return;
  c.set('t', messages(found));
  c.set('prefix', prefixOf(paper, found));
  c.set('textSetsLanguage', true);
  setReading({ language: found, own: paper.language });
}

/**
 * Sets the language of the interface to the browser's language, if the interface has it. Use this only for pages that
 * are not cached, such as those for people without an account.
 */
export function setBrowserLanguage(c: Ctx): void {
  const language = browsersLanguage(c, interfaceLocales);
  if (language) c.set('t', messages(language));
}

/**
 * Sets the language of the interface to the browser's language, if the publication offers it and the address selects
 * none. Use this only for responses that no cache stores, such as “not found”.
 */
export function setOfferedLanguage(c: Ctx): void {
  const language = browsersLanguage(c, c.get('deps').paper().interfaceLanguages);
  if (language) setLanguage(c, language);
}

/**
 * The first of the browser's languages that is offered. Regions are ignored: `ru-RU` is Russian. Empty if none is
 * offered.
 */
const browsersLanguage = (c: Ctx, offered: readonly string[]): string =>
  accepts(c, {
    header: 'Accept-Language',
    supports: [...offered],
    default: '',
    match: (asked, { supports }) =>
      asked
        .filter(({ q }) => q > 0)
        .toSorted((a, b) => b.q - a.q)
        .map(({ type }) => baseOf(type.toLowerCase()))
        .find((language) => supports.includes(language)) ?? '',
  });

/** Links to the requested page in each language of the publication; empty if the publication has only one language. */
export function inEveryLanguage(c: Ctx): LanguageLink[] {
  const paper = c.get('deps').paper();
  if (paper.interfaceLanguages.length < 2) return [];
  const { search } = new URL(c.req.url);
  const slugs = c.get('slugs');
  const pathIn = (language: string): string => {
    const slug = slugs?.get(language);
    return slug === undefined ? c.req.path : c.req.path.slice(0, c.req.path.lastIndexOf('/') + 1) + slug;
  };
  // If the text sets the language, an address without prefix is in the text's language. So even the publication's own
  // language needs a prefix in these links.
  return paper.interfaceLanguages.map((language) => ({
    language,
    address: inLanguage(
      c.get('textSetsLanguage') ? `/${language}` : prefixOf(paper, language),
      pathIn(language) + search,
    ),
  }));
}
