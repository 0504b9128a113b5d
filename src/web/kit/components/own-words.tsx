import { languageName } from '../../../record/vocabulary/languages.ts';
import type { View } from '../view.tsx';

/**
 * `language` is the language of a text, if it is not the reader's. `untranslated` means that the text is our own, and
 * that its translation is missing.
 */
export type InLanguage = { language?: string; untranslated?: boolean };

/** The attribute that marks our own words that are not translated. */
const mark = 'data-untranslated';

/** The attributes of an element whose text may be in another language than the page. */
export const langOf = ({ language, untranslated }: InLanguage): { lang?: string; [mark]?: true } =>
  language === undefined ? {} : { lang: language, ...(untranslated && { [mark]: true as const }) };

const marked = new RegExp(` lang="([^"]*)" ${mark}(?:="[^"]*")?`, 'g');

/**
 * Adds one notice to a page on which some of our own words are not translated. It names the languages of these words.
 * It is below the title if the title is not translated, otherwise at the end.
 */
export function withUntranslatedNotice(document: string, { t }: Pick<View, 't'>): string {
  const languages = [...new Set(Array.from(document.matchAll(marked), ([, language]) => language!))];
  if (languages.length === 0) return document;
  const names = new Intl.ListFormat(t.tag, { type: 'conjunction' }).format(
    languages.map((language) => languageName(language, t.locale)),
  );
  const title = /<h1 lang="[^"]*" data-untranslated\b/.exec(document);
  const at = title ? document.indexOf('</h1>', title.index) + 5 : document.lastIndexOf('</main>');
  if (at < 5) return document.replaceAll(marked, ' lang="$1"');
  const notice = (<p class="muted untranslated">{t('kit.untranslated', { languages: names })}</p>).toString();
  return (document.slice(0, at) + notice + document.slice(at)).replaceAll(marked, ' lang="$1"');
}
