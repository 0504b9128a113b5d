import { allPhrases, commonStems, smallWords, wordsIn, type Phrase } from '../../../../search/meanings/lists.ts';
import { stemsOf } from '../../../../search/meanings/stems.ts';

/** The meanings of words, for the browser (docs/decisions/0227). */
export type MirrorWords = {
  /** Words that the search leaves out. */
  small: string[];
  /** Stems of words that results need not have. */
  common: string[];
  /** Phrases, each with the index of its meaning in `meanings`. A space at the start marks a country or place. */
  phrases: [words: string, meaning: number][];
  /** For each meaning, the filters (`=country=KZ`) or the phrases that stand for it. */
  meanings: string[][];
};

/**
 * The words and phrases whose meaning occurs in the mirror.
 * @param terms all terms of its index
 */
export function wordsFor(terms: ReadonlySet<string>): MirrorWords {
  const numbers = new Map<string, number>();
  const meanings: string[][] = [];
  const phrases = new Map<string, [string, number]>();
  for (const { words, isName, sense } of allPhrases()) {
    const key = `${sense.kind} ${sense.values.join()}`;
    let number = numbers.get(key);
    if (number === undefined) {
      const means = meaningOf(sense, terms);
      number = means.length ? meanings.push(means) - 1 : -1;
      numbers.set(key, number);
    }
    if (number < 0 || words.length === 0) continue;
    const text = `${isName ? ' ' : ''}${words.join(' ')}`;
    phrases.set(`${number} ${text}`, [text, number]);
  }
  return { small: [...smallWords], common: [...commonStems], phrases: [...phrases.values()], meanings };
}

function meaningOf({ kind, values }: Phrase['sense'], terms: ReadonlySet<string>): string[] {
  if (kind === 'country') return values.map((code) => `=country=${code}`).filter((filter) => terms.has(filter));
  if (kind === 'act')
    return values.flatMap((act) => [`=type=${act}`, `=event-type=${act}`]).filter((filter) => terms.has(filter));
  if (kind === 'item') return values.map((one) => `=kind=${one}`).filter((filter) => terms.has(filter));
  const has = (word: string): boolean => stemsOf(word).some((stem) => terms.has(stem));
  const present = values.map(wordsIn).filter((words) => words.length > 0 && words.every(has));
  return [...new Set(present.map((words) => words.join(' ')))];
}
