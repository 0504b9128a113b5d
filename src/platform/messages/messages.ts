import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root.ts';
import { compileText, fill, type Compiled, type MessageParams } from './fill.ts';

export { withinQuotes, type MessageParams } from './fill.ts';

/** Returns the text of a key with its placeholders filled. `search.title` is the key `title` in `search.json`. */
export type Translate = ((key: string, params?: MessageParams) => string) & {
  readonly locale: string;
  /** The language tag for Intl. English is en-GB, so that dates have day, month and year in this order. */
  readonly tag: string;
  /** Whether the key exists in the catalogues or among the added texts. */
  has(key: string): boolean;
  /** The text of a key with its placeholders, for a script that fills them, and the locale of this text. */
  pattern(key: string): { text: string; locale: string };
};

type Catalogue = Readonly<Record<string, string>>;

/** English is complete; other languages fall back to it, message by message. */
export const defaultLocale = 'en';

/** Languages of the interface. */
export const interfaceLocales = ['en', 'ru', 'kk', 'cs'] as const;
export type InterfaceLocale = (typeof interfaceLocales)[number];

let onMissing: (key: string, locale: string) => void = () => {};

/** Sets the function that is called for keys without a message. The server logs them. */
export function reportMissingMessages(report: (key: string, locale: string) => void): void {
  onMissing = report;
}

const added = new Map<string, Texts>();

/** One text in several languages, by language tag. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Adds texts that are not in the catalogues, such as the labels of a field that an installation has added. They have no
 * placeholders.
 * @returns a function that removes these texts
 */
export function addTexts(words: Readonly<Record<string, Texts>>): () => void {
  for (const [key, text] of Object.entries(words)) added.set(key, text);
  return () => {
    for (const [key, text] of Object.entries(words)) if (added.get(key) === text) added.delete(key);
  };
}

/** The text for a locale: in its language, in English, or in any language that it has. */
export const textIn = (text: Texts, locale: string): string | undefined =>
  [locale, locale.split('-')[0]!, defaultLocale].map((one) => text[one]).find(Boolean) ??
  Object.values(text).find(Boolean);

/** The folder of the catalogues: one folder per locale, one JSON file per capability. */
export const messagesFolder = join(packageRoot, 'messages');

/** Looks up a key in a locale, then in its language, then in English. */
function catalogueReader(
  folder: string,
): (locale: string, key: string) => { text: string; locale: string } | undefined {
  const files = new Map<string, Catalogue>();
  const read = (path: string): Catalogue => {
    const known = files.get(path);
    if (known) return known;
    const file = join(folder, path);
    const made: Catalogue = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Catalogue) : {};
    files.set(path, made);
    return made;
  };
  return (locale, key) => {
    const dot = key.indexOf('.');
    if (dot < 1 || !/^[a-z][a-z-]*$/.test(key.slice(0, dot))) return undefined;
    const rest = key.slice(dot + 1);
    for (const one of locale === defaultLocale ? [locale] : [locale, locale.split('-')[0]!, defaultLocale]) {
      const from = read(join(one, `${key.slice(0, dot)}.json`));
      if (Object.hasOwn(from, rest)) return { text: from[rest]!, locale: one };
    }
    return undefined;
  };
}

/**
 * Called when a text is missing or cannot be filled. In tests it throws; a running server reports the fault and shows
 * the text `instead`.
 */
function reportFault(key: string, locale: string, what: string, instead: string): string {
  if (process.env.VITEST) throw new Error(`The message ${key} (${locale}) ${what}.`);
  onMissing(key, locale);
  return instead;
}

/**
 * The texts of a locale (BCP 47), by default English. Catalogues and messages are loaded when first used. For a missing
 * key, the key itself is returned and reported; in tests this throws.
 */
export const messages: (locale?: string) => Translate = messagesFrom(messagesFolder);

/** Like `messages`, for the catalogues of any folder. */
export function messagesFrom(folder: string): (locale?: string) => Translate {
  const lookUp = catalogueReader(folder);
  const translators = new Map<string, Translate>();
  return function translator(locale = defaultLocale) {
    const tag = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(locale) ? locale : defaultLocale;
    const known = translators.get(tag);
    if (known) return known;

    const compiled = new Map<string, { message: Compiled; locale: string }>();
    const compile = (key: string): { message: Compiled; locale: string } | undefined => {
      const found = lookUp(tag, key);
      if (!found) {
        // An added text can change while the server runs, so it is not cached.
        const text = textIn(added.get(key) ?? {}, tag);
        return text === undefined ? undefined : { message: text, locale: tag };
      }
      const made = { message: compileText(found.text, found.locale), locale: found.locale };
      compiled.set(key, made);
      return made;
    };

    const translate = (key: string, params?: MessageParams): string => {
      const found = compiled.get(key) ?? compile(key);
      if (found === undefined) return reportFault(key, tag, 'is missing', key);
      const { text, lacking } = fill(key, found.message, params);
      if (lacking === undefined) return text;
      // An outdated translation may have a placeholder for which the code no longer passes a value. Then use English.
      return found.locale === defaultLocale
        ? reportFault(key, tag, `lacks ${lacking}`, text)
        : translator()(key, params);
    };
    const made: Translate = Object.assign(translate, {
      locale: tag,
      tag: tag === 'en' ? 'en-GB' : tag,
      has: (key: string) => lookUp(defaultLocale, key) !== undefined || added.has(key),
      pattern: (key: string) =>
        lookUp(tag, key) ?? { text: reportFault(key, tag, 'is missing', key), locale: defaultLocale },
    });
    translators.set(tag, made);
    return made;
  };
}

/**
 * The forms of a message with a plural of `count`, for a script in the browser: a text for each plural category, with
 * `{count}` in place of the number. Categories that only fractions use are left out.
 */
export function countForms(t: Translate, key: string): Record<string, string> {
  const rules = new Intl.PluralRules(t.locale);
  const forms: Record<string, string> = {};
  for (let count = 1; count <= 10; count += 1)
    forms[rules.select(count)] ??= t(key, { count }).replace(String(count), '{count}');
  return forms;
}

/** The language of the interface if the reader has not chosen one. */
export function interfaceLanguage({
  language,
  interfaceLanguages,
}: {
  language: string;
  interfaceLanguages: readonly InterfaceLocale[];
}): InterfaceLocale {
  return (
    interfaceLanguages.find((one) => one === language) ??
    interfaceLanguages.find((one) => one === language.split('-')[0]) ??
    interfaceLanguages[0]!
  );
}
