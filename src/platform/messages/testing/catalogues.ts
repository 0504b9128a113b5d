import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { errorCodes } from '../../errors.ts';
import { interfaceLocales, messagesFolder } from '../messages.ts';
import { packageRoot } from '../../config/package-root.ts';

/*
 * The state of the message catalogues. For every key of a translation, `messages/<locale>/made-from/<file>.json` has a
 * hash of the English text that was translated. If the English text changes, the translation is outdated.
 */

/** Languages that English is translated into. */
export const translated = interfaceLocales.filter((locale) => locale !== 'en');

/** Keys of one language (`law.title`), grouped by what a translator has to do. */
export type TranslationState = {
  /** Not translated: readers see English. */
  missing: string[];
  /** The English text changed after the translation: readers see the old translation. */
  outdated: string[];
  /** English no longer has the key. */
  superfluous: string[];
};

type Messages = Record<string, string>;

const readJson = (file: string): Messages =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Messages) : {};
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 8);
const filesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];

/** Every message of a folder of catalogues, by `file.key`. */
function readAll(folder: string): Messages {
  return Object.fromEntries(
    filesIn(folder).flatMap((file) =>
      Object.entries(readJson(join(folder, file))).map(([key, text]) => [`${file.slice(0, -5)}.${key}`, text]),
    ),
  );
}

/** The missing, outdated and superfluous keys of a language. @param folder the catalogues; another folder in tests */
export function translationState(locale: string, folder = messagesFolder): TranslationState {
  const [english, ours, madeFrom] = ['en', locale, join(locale, 'made-from')].map((one) => readAll(join(folder, one)));
  const keys = Object.keys(english!);
  return {
    missing: keys.filter((key) => !(key in ours!)),
    outdated: keys.filter((key) => key in ours! && madeFrom![key] !== hashOf(english![key]!)),
    superfluous: Object.keys(ours!).filter((key) => !(key in english!)),
  };
}

/**
 * Marks the translations of `keys` (`law.title`, or `law` for the whole file) as up to date. Removes keys that English
 * no longer has.
 */
export function markTranslated(locale: string, keys: readonly string[], folder = messagesFolder): void {
  const chosen = (key: string): boolean => keys.some((one) => key === one || key.startsWith(`${one}.`));
  for (const file of filesIn(join(folder, locale))) {
    const name = file.slice(0, -5);
    const paths = [join(folder, locale, file), join(folder, locale, 'made-from', file)] as const;
    const english = readJson(join(folder, 'en', file));
    const [ours, madeFrom] = [readJson(paths[0]), readJson(paths[1])];
    for (const key of Object.keys(ours).filter((one) => chosen(`${name}.${one}`))) {
      if (key in english) madeFrom[key] = hashOf(english[key]!);
      else for (const one of [ours, madeFrom]) delete one[key];
    }
    mkdirSync(dirname(paths[1]), { recursive: true });
    writeFileSync(paths[0], `${JSON.stringify(ours, null, 2)}\n`);
    writeFileSync(paths[1], `${JSON.stringify(madeFrom, null, 2)}\n`);
  }
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
type Shape = { names: Set<string>; plurals: { name: string; categories: string[] }[] };

/** The placeholders and plurals of a message. */
function shapeOf(text: string, locale: string): Shape {
  const found: Shape = { names: new Set(), plurals: [] };
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements as (Element & {
      value?: string;
      options?: Record<string, { value: Element[] }>;
      pluralType?: string;
    })[]) {
      // Element types of the parser: 0 is plain text, 7 the `#` of a plural.
      if (element.type === 0 || element.type === 7) continue;
      found.names.add(String(element.value));
      if (!element.options) continue;
      if (element.pluralType)
        found.plurals.push({ name: String(element.value), categories: Object.keys(element.options) });
      for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst());
  return found;
}

/** Mistakes in up-to-date translations: placeholders, plural forms, empty texts. */
export function translationFaults(locale: string, folder = messagesFolder): string[] {
  const { outdated, superfluous } = translationState(locale, folder);
  const skipped = new Set([...outdated, ...superfluous]);
  const english = readAll(join(folder, 'en'));
  const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  return Object.entries(readAll(join(folder, locale)))
    .filter(([key]) => !skipped.has(key))
    .flatMap(([key, text]) => {
      const [theirs, ours] = [shapeOf(english[key]!, 'en'), shapeOf(text, locale)];
      const [wanted, has] = [theirs.names, ours.names].map((names) => [...names].toSorted().join(', '));
      const faults = ours.plurals.flatMap(({ name, categories }) => {
        const lacking = needed.filter((one) => !categories.includes(one)).toSorted();
        return lacking.length ? [`the plural of ${name} lacks ${lacking.join(', ')}`] : [];
      });
      if (wanted !== has) faults.push(`placeholders are ${has || 'none'} instead of ${wanted || 'none'}`);
      if (theirs.plurals.length && !ours.plurals.length) faults.push('has no plural');
      if (!text.trim() && english[key]!.trim()) faults.push('is empty');
      return faults.map((fault) => `${locale} ${key}: ${fault}`);
    });
}

const sources = (): { file: string; text: string }[] =>
  readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|factory)\.tsx?$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(packageRoot, 'src', file), 'utf8') }));

/** A key that is passed to a translator as a literal: `t('…')`. It is found even if there is no file of that name. */
const translatedKey = /\bt\(\s*['"]([a-z][a-z-]*\.[\w.-]+)['"]/g;

/** Keys that the code uses and English lacks, each with the file that uses it. A release must have none. */
export function missingKeys(code = sources(), folder = messagesFolder): string[] {
  const defined = new Set(Object.keys(readAll(join(folder, 'en'))));
  const files = filesIn(join(folder, 'en')).map((file) => file.slice(0, -5));
  // Literals in places that expect a message key: `message: '…'`, `label="…"`.
  const labelled = new RegExp(
    String.raw`\b(?:message|label|hint|legend|title|lead|action|addLabel|words?|empty)(?:=|:\s*)\s*['"]((?:${files.join('|')})\.[\w.-]+)['"]`,
    'g',
  );
  const asked = code.flatMap(({ file, text }) =>
    [translatedKey, labelled].flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => ({ file, key: match[1]! })),
    ),
  );
  const codes = errorCodes.map((one) => ({ file: 'platform/errors.ts', key: `errors.${one}` }));
  return [...asked, ...codes].filter(({ key }) => !defined.has(key)).map(({ file, key }) => `${file}: ${key}`);
}

/** English keys that no code uses, judged by literals and by prefixes such as `web.mode.${mode}`. */
export function unusedKeys(code = sources(), folder = messagesFolder): string[] {
  const everything = code.map(({ text }) => text).join('\n');
  const literals = new Set([...everything.matchAll(/(?<=['"`])[^'"`\s]+(?=['"`])/g)].map(([literal]) => literal));
  const beginnings = [...new Set([...everything.matchAll(/`([a-z][a-z-]*\.[\w.-]*)\$\{/g)].map((match) => match[1]!))];
  const errors = new Set(errorCodes.map((one) => `errors.${one}`));
  return Object.keys(readAll(join(folder, 'en'))).filter(
    (key) => !literals.has(key) && !errors.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
  );
}
