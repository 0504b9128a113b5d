/** Letters that do not consist of a base letter and marks, each with its replacement. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  þ: 'th',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
  ə: 'a',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ʻ: "'",
  ʼ: "'",
  ʹ: "'",
  ʺ: "'",
  '’': "'",
  '‘': "'",
  '`': "'",
  '´': "'",
  '′': "'",
};
/** Matches text that only needs to be converted to lower case. Most texts do. */
const plain = /^[!-_a-~]+(?: [!-_a-~]+)*$/;
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/**
 * Normalises a text for comparing and searching: lower case, no diacritics, variants of a character (such as ﬁ or Ａ)
 * replaced by the plain one, single spaces, one form of apostrophe. Letters stay in their script (й becomes и, ё
 * becomes е). Normalising the result again does not change it.
 */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(special, (letter) => letters[letter] ?? letter)
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}
