import type { Translate } from '../../../platform/messages/messages.ts';

/** Words that follow others in a line, so their first letter is small, unless they begin with an acronym. */
export const lowerFirst = (t: Translate, words: string): string =>
  /^\p{Lu}{2}/u.test(words) ? words : words.charAt(0).toLocaleLowerCase(t.tag) + words.slice(1);
