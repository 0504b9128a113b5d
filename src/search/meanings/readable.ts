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
 * Whether the reader can probably read these words: by their letters, they are in the language of the typed words or of
 * the reader. Needed because the lists of meanings mix words of all languages.
 */
export function isReadable(words: string, typed: string, reader: string | undefined): boolean {
  const alphabet = alphabetOf(words);
  return alphabet === alphabetOf(typed) || alphabet === ofLanguages[reader ?? ''];
}
