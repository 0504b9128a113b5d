/** A place in a text, in UTF-16 units. */
export type Span = { start: number; end: number };

/** A word for comparison: its position, and its letters without case, accents and apostrophes. */
export type Word = Span & { text: string };

/** The maximum number of words of a page that are compared. No article has as many words. */
export const maxWords = 40_000;

// Scripts that are written without spaces are compared character by character.
const pattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}])+(?:['’ʼ‘`´\u00ad\u200b\u2060](?=\p{L})(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}])+)*/gu;

// eslint-disable-next-line no-control-regex
const plain = /^[\u0000-\u007f]*$/;

/**
 * `word` without case, accents, apostrophes and invisible characters. So "Kazakhstan’s" and "KAZAKHSTAN'S" become
 * equal, as do "Ещё" and "еще".
 */
function fold(word: string): string {
  if (plain.test(word)) return word.replaceAll("'", '').replaceAll('`', '').toLowerCase();
  return word
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ‘`´\u00ad\u200b\u2060]+/gu, '')
    .toLowerCase();
}

/** The words of the parts of a text, in order. */
export function wordsIn(text: string, parts: readonly Span[]): Word[] {
  const words: Word[] = [];
  for (const { start, end } of parts) {
    const part = text.slice(start, end);
    for (const match of part.matchAll(pattern)) {
      const folded = fold(match[0]);
      if (folded) words.push({ start: start + match.index, end: start + match.index + match[0].length, text: folded });
      if (words.length >= maxWords) return words;
    }
  }
  return words;
}

/**
 * Positions as a flat list (start, end, start, end …), the form in which tables store them. `spans` does the reverse.
 */
export const flat = (parts: readonly Span[]): number[] => parts.flatMap(({ start, end }) => [start, end]);

export function spans(positions: readonly number[]): Span[] {
  const parts: Span[] = [];
  for (let at = 0; at + 1 < positions.length; at += 2) parts.push({ start: positions[at]!, end: positions[at + 1]! });
  return parts;
}
