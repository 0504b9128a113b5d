import { dropEnd } from '../../platform/text/drop-end.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nounStems, stemsOf } from './stems.ts';

/*
 * Recognises phrases in any form of their words. The mirror's search uses this file in the browser, so it imports no
 * lists.
 */

/** The words of a text, folded (`foldText`), without punctuation and small words. */
export const wordsOf = (text: string, smallWords: ReadonlySet<string>): string[] =>
  foldText(text)
    .replace(/^(\d+)-(?=\p{L})/u, '$1 ')
    .split(/[\s,;:!?()"“”«»„]+/u)
    .map((one) => dropEnd(one.replace(/^[^\p{L}\p{N}]+/u, ''), /[^\p{L}\p{N}]/u))
    .filter((one) => one !== '' && !smallWords.has(one));

/** A word of a phrase. `isForm`: whether a typed word, given by its stems, is a form of this word. */
type Listed = { text: string; stems: readonly string[]; isForm: (typed: readonly string[]) => boolean };
type Entry<Sense> = { words: readonly Listed[]; sense: Sense };

function listed(text: string): Listed {
  const stems = stemsOf(text);
  return { text, stems, isForm: (typed) => typed.some((stem) => stems.includes(stem)) };
}

/**
 * A name of a country or place that is one word. Forms of it must have another ending instead of the last vowel, so
 * that “газ” (gas) is not a form of Газа. Only names in the plural may have no ending at all.
 */
function listedName(text: string): Listed {
  const stems = nounStems(text);
  const isPlural = /[ыy]$/u.test(text);
  return {
    text,
    stems,
    isForm: ([whole, ...cut]) =>
      whole === text || (isPlural && stems.includes(whole!)) || cut.some((stem) => stems.includes(stem)),
  };
}

/** `byStem`: phrases with their meanings, by each stem of each of their words. `words`: the words of all phrases. */
export type Dictionary<Sense> = { byStem: ReadonlyMap<string, readonly Entry<Sense>[]>; words: readonly string[] };

/**
 * Makes a dictionary of phrases.
 * @param phrases `words`: the words of the phrase (`wordsOf`); `isName`: whether it is the name of a country or place
 */
export function makeDictionary<Sense>(
  phrases: Iterable<{ words: readonly string[]; isName: boolean; sense: Sense }>,
): Dictionary<Sense> {
  const byStem = new Map<string, Set<Entry<Sense>>>();
  const all = new Set<string>();
  for (const { words, isName, sense } of phrases) {
    if (words.length === 0) continue;
    const entry = { words: words.map(isName && words.length === 1 ? listedName : listed), sense };
    for (const one of entry.words) {
      all.add(one.text);
      for (const stem of one.stems) {
        const held = byStem.get(stem);
        if (held) held.add(entry);
        else byStem.set(stem, new Set([entry]));
      }
    }
  }
  return { byStem: new Map([...byStem].map(([stem, held]) => [stem, [...held]])), words: [...all] };
}

/** The maximum number of words of a phrase. */
const maxPhraseWords = 6;

/**
 * The longest phrase of the dictionary that a list of words begins with, and all of its meanings. The words of the
 * phrase may be in any order and form. Null if there is none.
 */
export function phraseAt<Sense>(
  { byStem }: Dictionary<Sense>,
  words: readonly string[],
): { length: number; senses: ReadonlySet<Sense> } | null {
  const stems = words.slice(0, maxPhraseWords).map(stemsOf);
  const found = new Map<number, Set<Sense>>();
  const exact = new Set<number>();
  for (const entry of new Set(stems[0]!.flatMap((stem) => byStem.get(stem) ?? []))) {
    const { length } = entry.words;
    if (length > stems.length || !coversAll(entry.words, stems.slice(0, length))) continue;
    // Words that are in the lists exactly as typed have only these meanings, not those of other words with the same
    // stem.
    const isExact = entry.words.every((one) => words.slice(0, length).includes(one.text));
    if (exact.has(length) && !isExact) continue;
    if (isExact && !exact.has(length)) {
      exact.add(length);
      found.delete(length);
    }
    found.set(length, (found.get(length) ?? new Set()).add(entry.sense));
  }
  const length = Math.max(0, ...found.keys());
  return length === 0 ? null : { length, senses: found.get(length)! };
}

function coversAll(words: readonly Listed[], stems: readonly (readonly string[])[]): boolean {
  const open = new Set(stems.keys());
  return words.every((one) => {
    const at = [...open].find((index) => one.isForm(stems[index]!));
    return at !== undefined && open.delete(at);
  });
}
