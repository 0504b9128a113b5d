/** Escapes words for a regular expression, in which a space then matches any white space. */
export const escapeRegExp = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/**
 * Matches each of the words, but only as a whole word: “Ali” does not match in “reality”. `flags`: more flags of the
 * regular expression.
 */
export const namingPattern = (words: readonly string[], flags = ''): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${words.map((word) => escapeRegExp(word.normalize('NFC'))).join('|')})(?![\\p{L}\\p{N}])`,
    `iu${flags}`,
  );
