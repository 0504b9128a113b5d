import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { interfaceLocales, messagesFolder } from '../messages.ts';

/*
 * Whether a translated catalogue says what the English one says. Beside each stands, for every key, a hash of the
 * English text that its translation was made from (`messages/<locale>/made-from/<room>.json`): an English text that
 * changes afterwards makes the translation stale, and a test says so.
 */

type Catalogue = Readonly<Record<string, string>>;

const read = (file: string): Catalogue =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Catalogue) : {};
const fileOf = (locale: string, room: string): string => join(messagesFolder, locale, `${room}.json`);
const madeFrom = (locale: string, room: string): string => join(messagesFolder, locale, 'made-from', `${room}.json`);
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 8);

export const rooms = readdirSync(join(messagesFolder, 'en')).map((file) => file.replace(/\.json$/, ''));
export const translated = interfaceLocales.filter((locale) => locale !== 'en');

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
type Read = { names: Set<string>; plurals: { name: string; categories: string[] }[] };

function readMessage(text: string, locale: string): Read {
  const found: Read = { names: new Set(), plurals: [] };
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements as (Element & {
      value?: string;
      options?: Record<string, { value: Element[] }>;
      pluralType?: string;
    })[]) {
      // 0 is text, 7 the number sign of a plural.
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

/** What is wrong with one room's translation; empty where all is well. */
export function problemsOf(locale: string, room: string): string[] {
  const [english, other, hashes] = [read(fileOf('en', room)), read(fileOf(locale, room)), read(madeFrom(locale, room))];
  const said: string[] = [];
  const tell = (key: string, what: string) => void said.push(`${locale} ${room}.${key}: ${what}`);
  for (const key of Object.keys(other)) if (!(key in english)) tell(key, 'English has no such message');
  for (const [key, text] of Object.entries(english)) {
    const made = other[key];
    if (made === undefined) {
      tell(key, 'missing');
      continue;
    }
    if (hashes[key] !== hashOf(text)) tell(key, 'made from another English text');
    const [theirs, ours] = [readMessage(text, 'en'), readMessage(made, locale)];
    const [wanted, has] = [theirs.names, ours.names].map((names) => [...names].toSorted().join(', '));
    if (wanted !== has) tell(key, `placeholders are ${has || 'none'} instead of ${wanted || 'none'}`);
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const { name, categories } of ours.plurals) {
      const lacking = needed.filter((one) => !categories.includes(one));
      if (lacking.length) tell(key, `the plural of ${name} lacks ${lacking.join(', ')}`);
    }
    if (theirs.plurals.length && !ours.plurals.length) tell(key, 'has no plural');
    if (!made.trim() && text.trim()) tell(key, 'is empty');
  }
  return said;
}

/** Notes of every translated message the English text it was made from. */
export function noteSources(locale: string, room: string): void {
  const [english, other] = [read(fileOf('en', room)), read(fileOf(locale, room))];
  const hashes = Object.fromEntries(
    Object.keys(other)
      .filter((key) => key in english)
      .map((key) => [key, hashOf(english[key]!)]),
  );
  mkdirSync(dirname(madeFrom(locale, room)), { recursive: true });
  writeFileSync(madeFrom(locale, room), `${JSON.stringify(hashes, null, 2)}\n`);
}
