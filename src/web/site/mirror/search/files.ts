import { interfaceLanguage } from '../../../../platform/messages/messages.ts';
import type { PublicationView } from '../../../kit/publication.ts';
import type { Entry } from './entries.ts';
import { wordsFor } from './words.ts';

/*
 * The mirror's index as scripts, because a page opened from a folder cannot load JSON. Each script calls `kronikaIndex`
 * with its name and its content. These are the scripts by name:
 * `index`   { shards: prefixes of the word files, common: words in too many items to be useful, size, block }
 * `w-…`     { term: list }, a list of the differences between positions of entries, in base 36, with `*` if the word is
 *           in the title
 * `d-…`     [kind, title, file, day, language] for `block` entries; a claim has its number as title; the language is
 *           that of the title, if it is not the publication's
 * `t-ru-…`  { position in the block: [title, file, language] } for readers of another language, where they differ
 * `words`   the meanings of words (words.ts)
 */

const folder = 'search/index';
/** The number of entries in one file. */
const block = 200;
/** The most characters in a file of words. A larger file is divided by the next letter of its words. */
const maxFileLength = 40_000;
const maxPrefixLength = 5;

/**
 * The files of the index by path.
 * @param fileOf returns the file of a URL in the mirror
 */
export function indexFiles(
  entries: readonly Entry[],
  paper: Pick<PublicationView, 'language' | 'interfaceLanguages'>,
  fileOf: (address: string) => string,
): Map<string, string> {
  const { postings, common } = post(entries);
  const files = new Map<string, string>();
  const shards: string[] = [];
  part(
    [...postings.keys()].toSorted(),
    1,
    (prefix, terms) => {
      shards.push(prefix);
      files.set(
        `${folder}/${wordFile(prefix)}.js`,
        call(wordFile(prefix), Object.fromEntries(terms.map((term) => [term, postings.get(term)!]))),
      );
    },
    postings,
  );
  for (let from = 0; from < entries.length; from += block) {
    for (const language of paper.interfaceLanguages) {
      if (language === interfaceLanguage(paper)) continue;
      const others = entries.slice(from, from + block).flatMap((entry, place) => {
        const other = entry.others?.[language];
        return other ? [[place, [other.title, fileOf(`/${language}${other.address}`), other.language ?? '']]] : [];
      });
      files.set(
        `${folder}/t-${language}-${from / block}.js`,
        call(`t-${language}-${from / block}`, Object.fromEntries(others)),
      );
    }
    files.set(
      `${folder}/d-${from / block}.js`,
      call(
        `d-${from / block}`,
        entries
          .slice(from, from + block)
          .map((entry) => [
            entry.kind,
            entry.kind === 'claim' ? String(entry.number) : entry.title,
            fileOf(entry.address),
            entry.on ?? '',
            ...(entry.language ? [entry.language] : []),
          ]),
      ),
    );
  }
  files.set(`${folder}/words.js`, call('words', wordsFor(new Set(postings.keys()))));
  files.set(`${folder}/index.js`, call('index', { shards, common, size: entries.length, block }));
  return files;
}

/**
 * The name of the file for words with a prefix. It consists of the codes of the letters, because some file systems do
 * not support all letters.
 */
const wordFile = (prefix: string): string =>
  `w-${Array.from(prefix, (letter) => letter.codePointAt(0)!.toString(16)).join('-')}`;

const call = (name: string, what: unknown): string =>
  `kronikaIndex(${JSON.stringify(name)},${JSON.stringify(what).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')})\n`;

function post(entries: readonly Entry[]): { postings: Map<string, string>; common: string[] } {
  const lists = new Map<string, { text: string; last: number; count: number }>();
  for (const [place, { terms }] of entries.entries())
    for (const term of terms) {
      const title = term.endsWith('*');
      const word = title ? term.slice(0, -1) : term;
      const list = lists.get(word) ?? { text: '', last: -1, count: 0 };
      if (list.count === 0) lists.set(word, list);
      list.text += `${list.count ? ' ' : ''}${(place - list.last).toString(36)}${title ? '*' : ''}`;
      list.last = place;
      list.count++;
    }
  // In a large index, a word in more than 60 % of the entries is useless for searching.
  const common = [...lists].flatMap(([word, { count }]) =>
    entries.length > 1000 && count > entries.length * 0.6 && !word.startsWith('=') ? [word] : [],
  );
  for (const word of common) lists.delete(word);
  return { postings: new Map([...lists].map(([word, { text }]) => [word, text])), common };
}

/**
 * Divides sorted terms into parts by their first letter. A part with more than `maxFileLength` characters is divided by one
 * more letter, up to `maxPrefixLength` letters.
 */
function part(
  terms: readonly string[],
  length: number,
  put: (prefix: string, terms: readonly string[]) => void,
  postings: ReadonlyMap<string, string>,
): void {
  const groups = new Map<string, string[]>();
  for (const term of terms) {
    const prefix = Array.from(term).slice(0, length).join('');
    const group = groups.get(prefix);
    if (group) group.push(term);
    else groups.set(prefix, [term]);
  }
  for (const [prefix, group] of groups) {
    const size = group.reduce((sum, term) => sum + term.length + postings.get(term)!.length + 6, 0);
    if (size <= maxFileLength || group.length === 1 || length >= maxPrefixLength) put(prefix, group);
    else part(group, length + 1, put, postings);
  }
}
