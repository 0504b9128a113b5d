type Alphabet = 'latin' | 'czech' | 'cyrillic' | 'kazakh';

const alphabetOf = (words: string): Alphabet =>
  /[әғқңөұүһі]/iu.test(words)
    ? 'kazakh'
    : /\p{Script=Cyrillic}/u.test(words)
      ? 'cyrillic'
      : /[áčďéěíňóřšťúůýž]/iu.test(words)
        ? 'czech'
        : 'latin';

const ofLanguages: Partial<Record<string, Alphabet>> = { en: 'latin', ru: 'cyrillic', kk: 'kazakh', cs: 'czech' };

/**
 * Whether words are in the language of typed words or of the reader, as far as their letters tell. The lists of meanings
 * have words of all languages beside each other.
 */
export function isReadable(words: string, typed: string, reader: string | undefined): boolean {
  const alphabet = alphabetOf(words);
  return alphabet === alphabetOf(typed) || alphabet === ofLanguages[reader ?? ''];
}
