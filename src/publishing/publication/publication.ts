import { sql } from 'kysely';
import { loadTowns } from '../../record/places/list-towns.ts';
import type { TownNames } from '../../record/places/tables.ts';
import { isTimeZone } from '../../record/values/local-time.ts';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { defaultLocale, interfaceLocales } from '../../platform/messages/messages.ts';
import { refOf } from '../../record/refs.ts';
import { isCountry } from '../../record/vocabulary/countries.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { accents, minContrast, legibility, legible, readColour, type Colour, type Mode } from './accent.ts';
import { loadCommenting, noCommenting, type Commenting } from '../comments/commenting.ts';
import { defaultLicence, licenceKeys } from './licences.ts';
import { readSetting } from '../../platform/database/settings.ts';

const setting = 'publication';

const line = (most: number) => z.string().trim().max(most, 'errors.field.text.long').optional();
const languageTag = z.string('errors.field.language.bad').trim().refine(isLanguageTag, 'errors.field.language.bad');

/**
 * A colour that is readable on its background. The error for other colours names the nearest readable one.
 */
const colour = (ground: Mode) =>
  z.string('publishing.publication.error.colour.bad').transform((text, context): Colour => {
    const read = readColour(text);
    if (read && legibility(read, ground) >= minContrast) return read;
    const message = read ? `publishing.publication.error.colour.${ground}` : 'publishing.publication.error.colour.bad';
    context.addIssue({
      code: 'custom',
      message,
      params: read ? { colour: read, ratio: legibility(read, ground).toFixed(1), nearest: legible(read, ground) } : {},
    });
    return z.NEVER;
  });

/** The text fields of an imprint. */
const imprintWords = {
  copyright: line(160),
  publisher: line(200),
  /** A postal address for legal notices, in several lines. */
  address: line(400),
  /** The person responsible for the content, if a law requires one. */
  responsible: line(160),
  note: line(500),
};

/** An imprint, with the fields that the laws of most countries require. All are optional. */
export const imprintSchema = z.object({
  ...imprintWords,
  issn: z
    .string()
    .transform((text, context): string => {
      const read = readIssn(text);
      if (read) return read;
      context.addIssue({ code: 'custom', message: 'publishing.publication.error.issn.bad' });
      return z.NEVER;
    })
    .optional(),
  email: z.email('publishing.publication.error.email.bad').max(254, 'errors.field.text.long').optional(),
  phone: line(60),
});
export type Imprint = z.output<typeof imprintSchema>;

/** The name, the tagline and the imprint in another language. */
export const publicationTranslation = z.object({
  language: languageTag,
  name: line(80),
  motto: line(160),
  ...imprintWords,
});

/** The settings that `changePublication` changes. Other operations change the logo, the sections and the pages. */
export const publicationSchema = z
  .object({
    name: z
      .string('publishing.publication.error.name.missing')
      .trim()
      .min(1, 'publishing.publication.error.name.missing')
      .max(80, 'errors.field.text.long'),
    motto: line(160),
    /** The default language of articles and, if it is a language of the interface, of the interface. */
    language: languageTag,
    /** The name, the tagline and the imprint in other languages. */
    translations: z.array(publicationTranslation).max(20, 'publishing.publication.error.list.long').default([]),
    /** Languages of the interface that readers can choose. */
    interfaceLanguages: z
      .array(z.enum(interfaceLocales))
      .min(1, 'publishing.publication.error.interface.missing')
      .default([defaultLocale]),
    /** Languages of articles. If empty, articles are in `language`. */
    contentLanguages: z.array(languageTag).max(40, 'publishing.publication.error.list.long').default([]),
    /** Countries (ISO 3166-1, and XK for Kosovo) whose law applies to the publication. */
    jurisdictions: z
      .array(z.string().refine(isCountry, 'publishing.publication.error.country.bad'))
      .max(30, 'publishing.publication.error.list.long')
      .default([]),
    /** The time zone (IANA name) for the beginning of days and for scheduled articles. */
    timeZone: z.string().refine(isTimeZone, 'publishing.publication.error.zone.bad').default('UTC'),
    accent: z.object({ light: colour('light'), dark: colour('dark') }).default(accents.rubric),
    imprint: imprintSchema.default({}),
    /** The licence of the publication's data. */
    licence: z.enum(licenceKeys, 'exchange.exports.licence_bad').default(defaultLicence),
    /** Whether search engines are asked not to index anything, for example on a test site. */
    hidden: z.boolean().default(false),
    /** Whether readers can open the preserved pages that the desk made public. */
    replay: z.boolean().default(false),
  })
  .superRefine(({ translations, language, contentLanguages, interfaceLanguages }, context) => {
    const twice = (path: string, list: readonly string[]) =>
      list.forEach((one, index) => {
        if (list.indexOf(one) < index)
          context.addIssue({
            code: 'custom',
            path: [path, index],
            message: 'publishing.publication.error.language.twice',
          });
      });
    twice('contentLanguages', contentLanguages);
    twice('interfaceLanguages', interfaceLanguages);
    for (const [index, one] of translations.entries()) {
      if (one.language === language)
        context.addIssue({
          code: 'custom',
          path: ['translations', index, 'language'],
          message: 'publishing.publication.error.language.own',
        });
      if (translations.findIndex((other) => other.language === one.language) < index)
        context.addIssue({
          code: 'custom',
          path: ['translations', index, 'language'],
          message: 'publishing.publication.error.language.twice',
        });
    }
  });
export type Settings = z.output<typeof publicationSchema>;

/** A picture at the top of every page; its bytes are in the blob store. `dark` is the picture for dark mode. */
export type LogoFile = { sha256: string; type: 'image/svg+xml' | 'image/png'; width: number; height: number };
export type Logo = LogoFile & { dark?: LogoFile };

/** A section. `names` has names by language tag, and always includes the publication's language. */
export type Section = { key: string; names: Readonly<Record<string, string>> };

/** A page in the footer menu, with its titles by language tag. */
export type MenuPage = { key: string; titles: Readonly<Record<string, string>> };

/** The public settings of the publication. */
export type Publication = Settings & {
  logo?: Logo;
  sections: readonly Section[];
  pages: readonly MenuPage[];
  /** Keys of its public policy pages, by policy. */ policies: Readonly<Record<string, string>>;
  commenting: Commenting;
  /** The names of towns that the desk has recorded. */
  towns: readonly TownNames[];
  /** The refs of the invented items. Every page that leads to one of them says so. */
  invented: readonly string[];
};

/** The settings before anyone has saved them for the first time. */
export const unnamed: Publication = {
  ...publicationSchema.parse({ name: 'Kronika', language: defaultLocale }),
  sections: [],
  pages: [],
  policies: {},
  commenting: noCommenting,
  towns: [],
  invented: [],
};

/** The default settings with these changes. */
export const publicationOf = (over: Partial<Publication>): Publication => ({ ...unnamed, ...over });

/** The stored settings. Each change increases `version`, which shows concurrent edits. */
export type Stored = { publication: Publication; version: number };

/** Loads the settings. Those that an older version of Kronika did not store get their defaults. */
export async function loadPublication(db: Reader): Promise<Stored> {
  const [kept, sections, pages, { commenting }, invented, towns] = await Promise.all([
    readSetting(db, setting),
    db.selectFrom('section').select(['key', 'names']).orderBy('position').orderBy('key').execute(),
    db
      .selectFrom('page')
      .select(['key', 'texts', 'in_menu', 'policy'])
      .where('public', '=', true)
      .orderBy('position')
      .orderBy('key')
      .execute(),
    loadCommenting(db),
    db
      .selectFrom('thing')
      .select(['kind', 'number'])
      .where(sql<boolean>`invented`)
      .orderBy('id')
      .execute(),
    loadTowns(db),
  ]);
  const stored = kept as { publication?: unknown; logo?: Logo; version?: number } | undefined;
  const read = publicationSchema.safeParse(stored?.publication);
  const policies = Object.fromEntries(pages.flatMap(({ key, policy }) => (policy ? [[policy, key]] : [])));
  const menu = pages
    .filter((one) => one.in_menu)
    .map(({ key, texts }) => ({
      key,
      titles: Object.fromEntries(Object.entries(texts).map(([language, one]) => [language, one.title])),
    }));
  return {
    publication: {
      ...(read.success ? read.data : unnamed),
      ...(stored?.logo ? { logo: stored.logo } : {}),
      sections,
      pages: menu,
      policies,
      commenting,
      towns,
      invented: invented.map(refOf),
    },
    version: stored?.version ?? 0,
  };
}

/** The row of the table `setting` with the settings and the logo. */
export const settingRow = (settings: Settings, logo: Logo | undefined, version: number) => ({
  name: setting,
  value: JSON.stringify({ publication: settings, ...(logo ? { logo } : {}), version }),
});

/** The part of a publication's settings that `changePublication` changes. */
export const settingsOf = ({
  logo: _,
  sections: __,
  pages: ___,
  policies: ____,
  commenting: _____,
  invented: ______,
  ...settings
}: Publication): Settings => settings;

/**
 * Reads an ISSN, and returns its printed form (`1234-567X`); null if the text is invalid. The last of its eight
 * characters is a check digit (ISO 3297): the weights are 8 to 2, modulo 11, and ten is written as X.
 */
export function readIssn(text: string): string | null {
  const match = /^(?:ISSN:?\s*)?(\d{4})[\s\u2010-\u2015-]?(\d{3})([\dXxХх])$/iu.exec(text.trim());
  if (!match) return null;
  const [, start = '', end = '', last = ''] = match;
  const sum = [...(start + end)].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  // The Cyrillic Х looks like the Latin X, and a Cyrillic keyboard produces it.
  const given = /\d/.test(last) ? Number(last) : 10;
  return check === given ? `${start}-${end}${check === 10 ? 'X' : check}` : null;
}
