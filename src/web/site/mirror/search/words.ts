import { allPhrases, commonStems, smallWords, wordsIn, type Phrase } from '../../../../search/meanings/lists.ts';
import { stemsOf } from '../../../../search/meanings/stems.ts';

/**
 * What words mean, for the browser (docs/decisions/0227): `small`: words that are left out; `common`: stems of words that
 * results need not have; `phrases`: the words of a phrase, with a space before the name of a country or place, and the
 * number of its meaning; `meanings`: filters (`=country=KZ`), or phrases that mean the same.
 */
export type MirrorWords = {
  small: string[];
  common: string[];
  phrases: [words: string, meaning: number][];
  meanings: string[][];
};

/** The phrases of the lists whose meaning some item of the mirror has. @param terms all terms of its index */
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
