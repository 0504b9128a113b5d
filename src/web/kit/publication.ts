import type { TownNames } from '../../record/places/tables.ts';
import type { InterfaceLocale } from '../../platform/messages/messages.ts';

/** A picture of the logo; its bytes are in the blob store. */
export type LogoFile = { sha256: string; type: 'image/svg+xml' | 'image/png'; width: number; height: number };
/** The logo at the top of every page. `dark` is the logo for dark backgrounds. */
export type Logo = LogoFile & { dark?: LogoFile };

/** Who publishes the site, and how to reach them. Shown in the footer of every page. */
export type Imprint = {
  copyright?: string;
  publisher?: string;
  /** The postal address, in several lines. */
  address?: string;
  responsible?: string;
  issn?: string;
  email?: string;
  phone?: string;
  note?: string;
};

type ImprintWords = Pick<Imprint, 'copyright' | 'publisher' | 'address' | 'responsible' | 'note'>;

/**
 * The data of the publication that every page needs. web/publishing/publication/settings-on-pages.ts extends this type
 * with the other settings.
 */
export interface PublicationView {
  name: string;
  motto?: string;
  /** The default language of articles (BCP 47). */
  language: string;
  /** The name, the tagline and the imprint in other languages. */
  translations: ({ language: string; name?: string; motto?: string } & ImprintWords)[];
  interfaceLanguages: InterfaceLocale[];
  imprint: Imprint;
  logo?: Logo;
  /** Whether search engines are asked not to index the site. */
  hidden: boolean;
  /** The sections, with their names by language tag. */
  sections: readonly { key: string; names: Readonly<Record<string, string>> }[];
  /** The publication's own pages, with their titles by language tag. */
  pages: readonly { key: string; titles: Readonly<Record<string, string>> }[];
  /** The names of towns that the desk has recorded. */
  towns: readonly TownNames[];
  /** The refs of the invented items. */
  invented: readonly string[];
}

/** The name in every language. */
export const allNames = ({ name, translations }: Pick<PublicationView, 'name' | 'translations'>): string[] => [
  name,
  ...translations.flatMap((one) => one.name ?? []),
];

const translationIn = (translations: PublicationView['translations'], language: string) =>
  translations.find((one) => one.language === language) ??
  translations.find((one) => one.language === language.split('-')[0]);

/** A line of the imprint in a language. `own`: whether it is in the language of the publication. */
export function imprintIn(
  { imprint, translations }: Pick<PublicationView, 'imprint' | 'translations'>,
  language: string,
  line: keyof ImprintWords,
): { text: string; own: boolean } | undefined {
  const translated = translationIn(translations, language)?.[line];
  const text = translated ?? imprint[line];
  return text ? { text, own: translated === undefined } : undefined;
}

export function namedIn(
  { name, motto, translations }: Pick<PublicationView, 'name' | 'motto' | 'translations'>,
  language: string,
): { name: string; motto?: string } {
  const found = translationIn(translations, language);
  return { name: found?.name ?? name, motto: found ? (found.motto ?? motto) : motto };
}

/** The text in the given language, or else in the publication's language, or else in any language. */
export const inWords = (
  words: Readonly<Record<string, string>>,
  language: string,
  { language: own }: Pick<PublicationView, 'language'>,
): string => words[language] ?? words[own] ?? Object.values(words)[0] ?? '';
