/**
 * Cyrillic letters in Latin, in lower case. Russian is as in Reuters bylines and passports (Ж zh, Х kh, Щ shch), Kazakh
 * as newsrooms spell it (Қ is k; in the 2021 alphabet it would be q). At the end of the list are letters that only
 * Ukrainian, Belarusian, Kyrgyz, Tajik, Serbian or Macedonian have.
 */
const cyrillic: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'yo',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  ә: 'a',
  ғ: 'g',
  қ: 'k',
  ң: 'n',
  ө: 'o',
  ұ: 'u',
  ү: 'u',
  һ: 'h',
  і: 'i',
  ї: 'yi',
  є: 'ye',
  ґ: 'g',
  ў: 'u',
  җ: 'j',
  ҷ: 'j',
  ҳ: 'h',
  ӣ: 'i',
  ӯ: 'u',
  ђ: 'dj',
  ј: 'j',
  љ: 'lj',
  њ: 'nj',
  ћ: 'c',
  џ: 'dz',
  ѓ: 'gj',
  ќ: 'kj',
  ѕ: 'dz',
};
const latin: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ə: 'a',
  '&': ' and ',
};

const limit = 80;

/**
 * The title in Latin letters, in lower case and without diacritics. Plain ASCII, which most titles are, takes a short
 * cut.
 */
const inLatin = (title: string): string =>
  /^[ -~]*$/.test(title)
    ? title.toLowerCase().replaceAll('&', latin['&']!)
    : Array.from(title.normalize('NFC').toLowerCase(), (letter) => cyrillic[letter] ?? latin[letter] ?? letter)
        .join('')
        .normalize('NFD')
        .replace(/\p{M}+/gu, '');

/**
 * The readable part of a URL: lower-case ASCII words with hyphens, at most 80 characters, cut at a word. It is never
 * empty: a title without any letter that can be transliterated gives `-`.
 */
export function slugify(title: string): string {
  const plain = inLatin(title)
    .replace(/['’‘ʼ`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (plain.length <= limit) return plain || '-';
  const cut = plain.slice(0, limit + 1);
  const word = cut.lastIndexOf('-');
  return (word > limit / 2 ? cut.slice(0, word) : plain.slice(0, limit)).replace(/-$/, '');
}

/** `plain` if it is not taken; otherwise `plain-2`, `plain-3` and so on, whichever is free first. */
export function freeSlug(plain: string, taken: Pick<ReadonlySet<string>, 'has'>): string {
  let slug = plain;
  for (let next = 2; taken.has(slug); next += 1) slug = `${plain}-${next}`;
  return slug;
}
