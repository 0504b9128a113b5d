/** A word of a sentence with its position, folded for comparison: lower case, ё as е, without a possessive ending. */
export type Token = { word: string; start: number; end: number };

const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’\-‑][\p{L}\p{M}\p{N}]+)*/gu;

export const foldWord = (word: string): string =>
  word.normalize('NFC').toLowerCase().replaceAll('ё', 'е').replaceAll('’', "'").replaceAll('‑', '-');

export function tokenize(text: string): Token[] {
  return [...text.matchAll(wordPattern)].map((match) => ({
    word: foldWord(match[0]).replace(/'s$/, ''),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

type Step = { gap: true } | { gap: false; exact: ReadonlySet<string>; starts: readonly string[]; digits: boolean };
export type Phrase = { text: string; steps: readonly Step[] };

/** The largest number of words that `~` in a phrase matches. */
const widestGap = 4;

/**
 * Reads a phrase of a word list. Its words must follow each other in the text. `a|b` matches either word, `word*` a
 * word with any ending, `~` up to four words, and `#` a number.
 */
export function readPhrase(text: string): Phrase {
  const steps = text
    .split(/\s+/)
    .filter(Boolean)
    .map((part): Step => {
      if (part === '~') return { gap: true };
      const all = part.split('|').map(foldWord);
      return {
        gap: false,
        exact: new Set(all.filter((one) => !one.endsWith('*') && one !== '#')),
        starts: all.filter((one) => one.endsWith('*')).map((one) => one.slice(0, -1)),
        digits: all.includes('#'),
      };
    });
  return { text, steps };
}

const fits = (step: Exclude<Step, { gap: true }>, { word }: Token): boolean =>
  step.exact.has(word) || step.starts.some((start) => word.startsWith(start)) || (step.digits && /^\p{N}/u.test(word));

/** The index of the last token of a phrase that begins at `from`; -1 if it does not begin there. */
function endAt(steps: readonly Step[], tokens: readonly Token[], from: number, step = 0): number {
  if (step === steps.length) return from - 1;
  const here = steps[step]!;
  if (!here.gap)
    return from < tokens.length && fits(here, tokens[from]!) ? endAt(steps, tokens, from + 1, step + 1) : -1;
  for (let skip = 0; skip <= widestGap; skip += 1) {
    const end = endAt(steps, tokens, from + skip, step + 1);
    if (end >= 0) return end;
  }
  return -1;
}

/** The first position of a phrase among the words, in UTF-16 units; null if there is none. */
export function findPhrase(phrase: Phrase, tokens: readonly Token[]): { start: number; end: number } | null {
  for (let from = 0; from < tokens.length; from += 1) {
    const end = endAt(phrase.steps, tokens, from);
    if (end >= from) return { start: tokens[from]!.start, end: tokens[end]!.end };
  }
  return null;
}
