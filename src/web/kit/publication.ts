import type { InterfaceLocale } from '../../platform/messages/messages.ts';

/** A picture in the head of every page: bytes in the blob store. `dark`: for dark backgrounds. */
export type LogoFile = { sha256: string; type: 'image/svg+xml' | 'image/png'; width: number; height: number };
export type Logo = LogoFile & { dark?: LogoFile };

/** Who publishes, as the foot of every page says it. */
export type Imprint = {
  copyright?: string;
  publisher?: string;
  /** Several lines. */
  address?: string;
  responsible?: string;
  issn?: string;
  email?: string;
  phone?: string;
  note?: string;
};

/**
 * What every page needs to know of the publication. The capability that keeps the settings adds the rest of them
 * (web/publishing/publication/settings-on-pages.ts).
 */
export interface PublicationView {
  name: string;
  motto?: string;
  /** The language that articles begin in (BCP 47). */
  language: string;
  translations: { language: string; name?: string; motto?: string }[];
  interfaceLanguages: InterfaceLocale[];
  imprint: Imprint;
  logo?: Logo;
  /** Asks search engines to stay away. */
  hidden: boolean;
  /** Names and titles by language tag. */
  sections: readonly { key: string; names: Readonly<Record<string, string>> }[];
  pages: readonly { key: string; titles: Readonly<Record<string, string>> }[];
}

/** Name and line as they stand in a language. */
export function namedIn(
  { name, motto, translations }: Pick<PublicationView, 'name' | 'motto' | 'translations'>,
  language: string,
): { name: string; motto?: string } {
  const found =
    translations.find((one) => one.language === language) ??
    translations.find((one) => one.language === language.split('-')[0]);
  return { name: found?.name ?? name, motto: found ? (found.motto ?? motto) : motto };
}

/** What stands under a language, else under the publication's, else whatever there is. */
export const inWords = (
  words: Readonly<Record<string, string>>,
  language: string,
  { language: own }: Pick<PublicationView, 'language'>,
): string => words[language] ?? words[own] ?? Object.values(words)[0] ?? '';
