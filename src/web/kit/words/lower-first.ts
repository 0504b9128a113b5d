import type { Translate } from '../../../platform/messages/messages.ts';

/** Words that follow others in a line, so their first letter is small. */
export const lowerFirst = (t: Translate, words: string): string =>
  words.charAt(0).toLocaleLowerCase(t.tag) + words.slice(1);
