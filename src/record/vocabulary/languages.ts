/** The scripts (ISO 15924) of names and texts in the record. */
export const scripts = [
  'Latn',
  'Cyrl',
  'Arab',
  'Armn',
  'Geor',
  'Grek',
  'Hebr',
  'Deva',
  'Hans',
  'Hant',
  'Jpan',
  'Kore',
  'Thai',
  'Mong',
  'Ethi',
  'Beng',
  'Khmr',
  'Mymr',
  'Sinh',
  'Taml',
  'Thaa',
  'Zyyy',
] as const;
export type Script = (typeof scripts)[number];

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/**
 * Whether a BCP 47 tag is well formed and its language exists: `kk`, `kk-Cyrl`, `sr-Latn-RS`, `und`. A tag such as
 * `english` or `xx` is a mistake.
 */
export function isLanguageTag(tag: string): boolean {
  if (tag.length > 35) return false;
  try {
    const [language = ''] = (Intl.getCanonicalLocales(tag)[0] ?? '').split('-');
    return language === 'und' || languageNames.of(language) !== undefined;
  } catch {
    return false;
  }
}

/** The language of a tag without its region: `ru` for `ru-KZ`. */
export const baseOf = (language: string): string => language.split('-')[0]!.toLowerCase();

/** The language's name in a locale ("Kazakh"); the tag itself if there is none. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** The script's name in a locale ("Cyrillic"). */
export function scriptName(script: Script, locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'script' }).of(script) ?? script;
}
