/**
 * The language of a paragraph that is written in Cyrillic letters: `ru` or `kk`; null for others, such as Ukrainian,
 * Kyrgyz or Serbian, and for texts without Cyrillic letters.
 */
export function cyrillicLanguage(text: string): 'ru' | 'kk' | null {
  const lower = text.toLowerCase();
  const count = (letters: RegExp): number => lower.match(letters)?.length ?? 0;
  const cyrillic = count(/[\u0400-\u04ff]/g);
  if (cyrillic < 12 || cyrillic < count(/[a-z]/g)) return null;
  const kazakh = count(/[әғқұһ]/g);
  const shared = count(/[іңөү]/g);
  if (kazakh / cyrillic > 0.012 || (kazakh > 0 && (kazakh + shared) / cyrillic > 0.02)) return 'kk';
  // Letters of Ukrainian, Belarusian, Kyrgyz, Tatar, Mongolian, Serbian, Macedonian and Tajik.
  if (count(/[іїєґўңөүәјљњћђџҷӣӯҳ]/g) / cyrillic > 0.012) return null;
  // A text with many "ъ" and neither "ы" nor "э" is Bulgarian.
  if (cyrillic > 80 && count(/[ыэ]/g) === 0 && count(/ъ/g) / cyrillic > 0.008) return null;
  return 'ru';
}
