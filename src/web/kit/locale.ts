import { accepts } from 'hono/accepts';
import { createMiddleware } from 'hono/factory';
import { interfaceLocales, messages, type InterfaceLocale } from '../../platform/messages/messages.ts';
import type { PublicationView } from './publication.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import type { Ctx, Env } from './context.ts';
import { routes } from '../routes.ts';

/*
 * The language of the interface (docs/decisions/0054). Readers get it by address: the publication's own without a
 * prefix, any other under `/ru`, `/kk` …; the desk's people by their account. No cookie, no header: a page is the
 * same for everyone who asks for its address.
 */

export type LanguageLink = { language: InterfaceLocale; address: string };

const prefixed = new RegExp(`^/(${interfaceLocales.join('|')})(?=/|$)`);

/** The path of a request without the language before it: what the routes know. */
export const pathOf = (request: Request): string => pathWithout(new URL(request.url).pathname);

const pathWithout = (pathname: string): string => pathname.replace(prefixed, '') || '/';

/** Addresses that are the same in every language: files, feeds, the desk, the API. */
const own = [routes.desk.home(), '/setup', '/join', '/assets', '/theme', '/logo', routes.api(), routes.health()];
const isOwn = (path: string): boolean =>
  own.some((start) => path === start || path.startsWith(`${start}/`)) || /\.[a-z0-9]{2,5}$/.test(path);

const prefixOf = (paper: PublicationView, locale: InterfaceLocale): string =>
  locale === interfaceLanguage(paper) ? '' : `/${locale}`;

/** An address of ours under the language that a page speaks; others, and those that are the same in every language, as they are. */
export function inLanguage(prefix: string, address: string): string {
  if (!prefix || !/^\/(?!\/)/.test(address)) return address;
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address) ?? [];
  if (isOwn(path) || prefixed.test(path)) return address;
  return path === '/' ? prefix + rest : prefix + path + rest;
}

/**
 * Puts the language before the addresses of a rendered page. Attributes are written by the JSX renderer, which
 * escapes quotation marks in texts: nothing but an attribute looks like one.
 */
export function linksInLanguage(html: string, prefix: string): string {
  if (!prefix) return html;
  return html.replace(/<(?:a|form|area)\b[^>]*>/g, (tag) =>
    tag.includes(' hreflang="')
      ? tag
      : tag.replace(
          / (href|action)="(\/[^"]*)"/,
          (_, name: string, address: string) => ` ${name}="${inLanguage(prefix, address)}"`,
        ),
  );
}

/** Sets the words of a request from its address; an address in a language that is not spoken leads to the plain one. */
export const byAddress = createMiddleware<Env>(async (c, next) => {
  const paper = c.get('deps').paper();
  const url = new URL(c.req.url);
  const asked = prefixed.exec(url.pathname)?.[1] as InterfaceLocale | undefined;
  const spoken = asked && paper.interfaceLanguages.includes(asked) && !isOwn(c.req.path) ? asked : undefined;
  c.set('t', messages(spoken ?? interfaceLanguage(paper)));
  c.set('prefix', prefixOf(paper, spoken ?? interfaceLanguage(paper)));
  c.set('asked', spoken);
  if (asked && !spoken) return c.redirect(pathWithout(url.pathname) + url.search, c.req.method === 'GET' ? 301 : 308);
  await next();
  const to = c.res.headers.get('Location');
  const prefix = c.get('prefix');
  if (to && prefix && to.startsWith('/')) c.res.headers.set('Location', inLanguage(prefix, to));
});

/**
 * A text in another language than the publication's brings the interface with it, where it is spoken and the reader
 * has asked for none.
 */
export function speak(c: Ctx, language: string): void {
  const paper = c.get('deps').paper();
  const found = paper.interfaceLanguages.find((one) => one === language.split('-')[0]);
  if (c.get('asked') || !found) return;
  c.set('t', messages(found));
  c.set('prefix', prefixOf(paper, found));
  c.set('spoke', true);
}

/**
 * Pages before there is an account: in the browser's language, where the interface speaks it. They are kept by nobody,
 * and no reader gets them.
 */
export function speakLike(c: Ctx): void {
  const language = accepts(c, { header: 'Accept-Language', supports: [...interfaceLocales], default: '' });
  if (language) c.set('t', messages(language));
}

/** The page of a request in each language that the publication speaks; empty where it speaks one. */
export function inEveryLanguage(c: Ctx): LanguageLink[] {
  const paper = c.get('deps').paper();
  if (paper.interfaceLanguages.length < 2) return [];
  const address = c.req.path + new URL(c.req.url).search;
  // Where the text chose the language, the publication's own has to be asked for by name.
  return paper.interfaceLanguages.map((language) => ({
    language,
    address: inLanguage(c.get('spoke') ? `/${language}` : prefixOf(paper, language), address),
  }));
}
