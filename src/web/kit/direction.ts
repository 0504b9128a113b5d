import { madeOnceForText } from '../../platform/made-once.ts';

/** Scripts in use today that are written from right to left (ISO 15924). */
const rightToLeft = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr']);

/** The direction in which a language (BCP 47) is written. `ltr` for a tag that is not well-formed. */
export const directionOf = madeOnceForText((language): 'rtl' | 'ltr' => {
  try {
    return rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
  } catch {
    return 'ltr';
  }
});

const inLanguage = / lang="([^"]*)"/g;

/**
 * Adds `dir` to the elements of a rendered page that have a `lang`, if any language of the page is written from right
 * to left. The regular expression matches only attributes, because the JSX renderer escapes quotation marks in texts.
 */
export function withDirections(html: string): string {
  const languages = new Set(Array.from(html.matchAll(inLanguage), ([, language]) => language!));
  if (![...languages].some((one) => directionOf(one) === 'rtl')) return html;
  return html.replace(inLanguage, (attribute, language: string) => `${attribute} dir="${directionOf(language)}"`);
}
