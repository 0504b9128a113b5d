import type { Translate } from '../../../platform/messages/messages.ts';

/** Makes the first letter lower case, for words in the middle of a line. An acronym at the start stays unchanged. */
export const lowerFirst = (t: Translate, words: string): string =>
  /^\p{Lu}{2}/u.test(words) ? words : words.charAt(0).toLocaleLowerCase(t.tag) + words.slice(1);
