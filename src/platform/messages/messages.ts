import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { packageRoot } from '../package-root.ts';

/** Values for the placeholders of a message. */
export type MessageParams = Record<string, string | number | boolean | Date | null | undefined>;

/** Words for `key` (`web.search.title`: key `search.title` of `web.json`), its placeholders filled. */
export type Translate = ((key: string, params?: MessageParams) => string) & {
  readonly locale: string;
  /** For Intl: English by day, month and year, as the papers that Kronika reads have it. */
  readonly tag: string;
  /** Whether English has the key. */
  has(key: string): boolean;
};

type Catalogue = Readonly<Record<string, string>>;

/** English is complete; the others fall back to it key by key. */
export const defaultLocale = 'en';

/** Languages that the interface speaks. */
export const interfaceLocales = ['en', 'ru', 'kk', 'cs'] as const;
export type InterfaceLocale = (typeof interfaceLocales)[number];

const catalogues = new Map<string, Catalogue>();
const translators = new Map<string, Translate>();
let onMissing: (key: string, locale: string) => void = () => {};

/** Where to report keys that no catalogue has (the server logs them). */
export function reportMissingMessages(report: (key: string, locale: string) => void): void {
  onMissing = report;
}

/** The folder of the catalogues: one folder per locale, one JSON file per room. */
export const messagesFolder = join(packageRoot, 'messages');

/** One file of one locale; empty where the locale has none. Read once. */
function catalogue(locale: string, namespace: string): Catalogue {
  const id = `${locale}/${namespace}`;
  const known = catalogues.get(id);
  if (known) return known;
  const file = join(messagesFolder, locale, `${namespace}.json`);
  const read: Catalogue = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Catalogue) : {};
  catalogues.set(id, read);
  return read;
}

function lookUp(locale: string, key: string): { text: string; locale: string } | undefined {
  const dot = key.indexOf('.');
  if (dot < 1 || !/^[a-z][a-z-]*$/.test(key.slice(0, dot))) return undefined;
  const namespace = key.slice(0, dot);
  const rest = key.slice(dot + 1);
  for (const one of locale === defaultLocale ? [locale] : [locale, locale.split('-')[0]!, defaultLocale]) {
    const from = catalogue(one, namespace);
    if (Object.hasOwn(from, rest)) return { text: from[rest]!, locale: one };
  }
  return undefined;
}

type Compiled = string | readonly string[] | IntlMessageFormat;

/** Most messages are plain words, most others have plain placeholders; only plurals and the like need the formatter. */
function compileText(text: string, locale: string): Compiled {
  if (/'[{}']|\{\w+\s*,/.test(text)) return new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  return text.includes('{') ? text.split(/\{(\w+)\}/) : text;
}

/** Words are missing or can't be filled: a test fails; a running server reports it and goes on with `instead`. */
function amiss(key: string, locale: string, what: string, instead: string): string {
  if (process.env.VITEST) throw new Error(`The message ${key} (${locale}) ${what}.`);
  onMissing(key, locale);
  return instead;
}

/**
 * The words of a locale (BCP 47). Catalogues are read when first needed and messages compiled when first used.
 * A key that is missing is shown as it is and reported; in tests it throws.
 */
export function messages(locale: string = defaultLocale): Translate {
  const tag = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(locale) ? locale : defaultLocale;
  const known = translators.get(tag);
  if (known) return known;

  const compiled = new Map<string, Compiled>();
  const compile = (key: string): Compiled | undefined => {
    const found = lookUp(tag, key);
    if (!found) return undefined;
    const message = compileText(found.text, found.locale);
    compiled.set(key, message);
    return message;
  };

  const translate = (key: string, params?: MessageParams): string => {
    const message = compiled.get(key) ?? compile(key);
    if (message === undefined) return amiss(key, tag, 'is missing', key);
    if (typeof message === 'string') return message;
    if (message instanceof IntlMessageFormat) {
      try {
        return String(message.format(params));
      } catch {
        return amiss(key, tag, 'lacks a value', key);
      }
    }
    // Odd parts are the placeholders' names.
    return message
      .map((part, index) =>
        index % 2
          ? params && part in params
            ? String(params[part] ?? '')
            : amiss(key, tag, `needs ${part}`, '…')
          : part,
      )
      .join('');
  };
  const made: Translate = Object.assign(translate, {
    locale: tag,
    tag: tag === 'en' ? 'en-GB' : tag,
    has: (key: string) => lookUp(defaultLocale, key) !== undefined,
  });
  translators.set(tag, made);
  return made;
}

/**
 * A message with a plural of `count`, for a script to choose from: its words by plural category, `{count}` where the
 * number stands. Counts are whole numbers: categories that only fractions have are left out.
 */
export function countForms(t: Translate, key: string): Record<string, string> {
  const rules = new Intl.PluralRules(t.locale);
  const forms: Record<string, string> = {};
  for (let count = 1; count <= 10; count += 1)
    forms[rules.select(count)] ??= t(key, { count }).replace(String(count), '{count}');
  return forms;
}
