/** Escapes words for a regular expression, in which a space then matches any white space. */
export const escapeRegExp = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/** What a word consists of, in a class of a regular expression. The number of a note, as in “Ali¹”, is not part of it. */
export const ofWords = '\\p{L}\\p{Nd}';

/**
 * Matches each of the words, but only as a whole word: “Ali” does not match in “reality”. `flags`: more flags of the
 * regular expression.
 */
export const namingPattern = (words: readonly string[], flags = ''): RegExp =>
  new RegExp(
    `(?<![${ofWords}])(?:${words.map((word) => escapeRegExp(word.normalize('NFC'))).join('|')})(?![${ofWords}])`,
    `iu${flags}`,
  );
