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

/** English is complete; the others fall back to it, message by message. */
export const defaultLocale = 'en';

/** Languages that the interface speaks. */
export const interfaceLocales = ['en', 'ru', 'kk', 'cs'] as const;
export type InterfaceLocale = (typeof interfaceLocales)[number];

let onMissing: (key: string, locale: string) => void = () => {};

/** Where to report keys that no catalogue has (the server logs them). */
export function reportMissingMessages(report: (key: string, locale: string) => void): void {
  onMissing = report;
}

const added = new Map<string, string>();

/** Adds words that are in no file, such as the label of a field that an installation made. @returns takes them out again */
export function addMessages(words: Readonly<Record<string, string>>): () => void {
  for (const [key, text] of Object.entries(words)) added.set(key, text);
  return () => {
    for (const key of Object.keys(words)) added.delete(key);
  };
}

/** The folder of the catalogues: one folder per locale, one JSON file per module. */
export const messagesFolder = join(packageRoot, 'messages');

/** Looks a key up in a locale, its language and English; each file is read once. */
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
    const text = added.get(key);
    return text === undefined ? undefined : { text, locale: defaultLocale };
  };
}

type Compiled = string | readonly string[] | IntlMessageFormat;

/** Most messages are plain words, most others have plain placeholders; only plurals and the like need the formatter. */
function compileText(text: string, locale: string): Compiled {
  if (/'[{}']|\{\w+\s*,/.test(text)) return new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  return text.includes('{') ? text.split(/\{(\w+)\}/) : text;
}

/** A message with its values; `lacking` names what it needs and did not get. */
function fill(key: string, message: Compiled, params: MessageParams = {}): { text: string; lacking?: string } {
  if (typeof message === 'string') return { text: message };
  if (message instanceof IntlMessageFormat) {
    try {
      return { text: String(message.format(params)) };
    } catch {
      return { text: key, lacking: 'a value' };
    }
  }
  // Odd parts are the placeholders' names.
  const lacking = message.find((part, index) => index % 2 && !(part in params));
  const texts = message.map((part, index) => (index % 2 ? (part in params ? String(params[part] ?? '') : '…') : part));
  return { text: texts.join(''), lacking };
}

/** Words are missing or can't be filled: a test fails; a running server reports it and goes on with `instead`. */
function amiss(key: string, locale: string, what: string, instead: string): string {
  if (process.env.VITEST) throw new Error(`The message ${key} (${locale}) ${what}.`);
  onMissing(key, locale);
  return instead;
}

/**
 * The words of a locale (BCP 47), English unless given. Catalogues are read when first needed and messages compiled
 * when first used. A key that is missing is shown as it is and reported; in tests it throws.
 */
export const messages: (locale?: string) => Translate = messagesFrom(messagesFolder);

/** The same from the catalogues of any folder. */
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
      if (!found) return undefined;
      const made = { message: compileText(found.text, found.locale), locale: found.locale };
      compiled.set(key, made);
      return made;
    };

    const translate = (key: string, params?: MessageParams): string => {
      const found = compiled.get(key) ?? compile(key);
      if (found === undefined) return amiss(key, tag, 'is missing', key);
      const { text, lacking } = fill(key, found.message, params);
      if (lacking === undefined) return text;
      // An outdated translation may ask for a value that the code no longer gives: English is shown instead.
      return found.locale === defaultLocale ? amiss(key, tag, `lacks ${lacking}`, text) : translator()(key, params);
    };
    const made: Translate = Object.assign(translate, {
      locale: tag,
      tag: tag === 'en' ? 'en-GB' : tag,
      has: (key: string) => lookUp(defaultLocale, key) !== undefined,
    });
    translators.set(tag, made);
    return made;
  };
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

/** The language of the interface where a reader asks for none. */
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
