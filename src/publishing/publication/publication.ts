import { isTimeZone } from '../../record/values/local-time.ts';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { defaultLocale, interfaceLocales } from '../../platform/messages/messages.ts';
import { isCountry } from '../../record/vocabulary/countries.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { accents, leastContrast, legibility, legible, readColour, type Colour, type Ground } from './accent.ts';
import { loadCommenting, noCommenting, type Commenting } from '../comments/commenting.ts';
import { readIssn } from './issn.ts';
import { defaultLicence, licenceKeys } from './licences.ts';

const setting = 'publication';

const line = (most: number) => z.string().trim().max(most, 'errors.field.text.long').optional();
const languageTag = z.string('errors.field.language.bad').trim().refine(isLanguageTag, 'errors.field.language.bad');

/** A colour that can be read on its ground; refused with the nearest that can. */
const colour = (ground: Ground) =>
  z.string('publishing.publication.error.colour.bad').transform((text, context): Colour => {
    const read = readColour(text);
    if (read && legibility(read, ground) >= leastContrast) return read;
    const message = read ? `publishing.publication.error.colour.${ground}` : 'publishing.publication.error.colour.bad';
    context.addIssue({
      code: 'custom',
      message,
      params: read ? { colour: read, ratio: legibility(read, ground).toFixed(1), nearest: legible(read, ground) } : {},
    });
    return z.NEVER;
  });

/** What the law of most countries asks a publication to say of itself; every part may be left out. */
export const imprintSchema = z.object({
  copyright: line(160),
  publisher: line(200),
  /** Where it can be served with papers; several lines. */
  address: line(400),
  /** Who answers for the content, where a law asks for a person. */
  responsible: line(160),
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
  note: line(500),
});
export type Imprint = z.output<typeof imprintSchema>;

/** The settings that one form holds. Logo, sections and pages are changed by operations of their own. */
export const publicationSchema = z
  .object({
    name: z
      .string('publishing.publication.error.name.missing')
      .trim()
      .min(1, 'publishing.publication.error.name.missing')
      .max(80, 'errors.field.text.long'),
    motto: line(160),
    /** The language that articles begin in; also of the interface, where it speaks it. */
    language: languageTag,
    /** Name and line in other languages. */
    translations: z
      .array(z.object({ language: languageTag, name: line(80), motto: line(160) }))
      .max(20, 'publishing.publication.error.list.long')
      .default([]),
    /** Languages that pages can be read in. */
    interfaceLanguages: z
      .array(z.enum(interfaceLocales))
      .min(1, 'publishing.publication.error.interface.missing')
      .default([defaultLocale]),
    /** Languages that articles are written in; the first of them where none is named is `language`. */
    contentLanguages: z.array(languageTag).max(40, 'publishing.publication.error.list.long').default([]),
    /** Countries (ISO 3166-1, XK) whose law it is under. */
    jurisdictions: z
      .array(z.string().refine(isCountry, 'publishing.publication.error.country.bad'))
      .max(30, 'publishing.publication.error.list.long')
      .default([]),
    /** IANA name: in which days begin and things are scheduled. */
    timeZone: z.string().refine(isTimeZone, 'publishing.publication.error.zone.bad').default('UTC'),
    accent: z.object({ light: colour('light'), dark: colour('dark') }).default(accents.rubric),
    imprint: imprintSchema.default({}),
    /** Under which licence its data may be used. */
    licence: z.enum(licenceKeys, 'exchange.exports.licence_bad').default(defaultLicence),
    /** Asks search engines to stay away from everything (the example, a closed test). */
    hidden: z.boolean().default(false),
    /** Readers may open kept pages as they were, those that the desk releases. */
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

/** A picture of ours in the head of every page: bytes in the blob store. `dark`: for dark paper. */
export type LogoFile = { sha256: string; type: 'image/svg+xml' | 'image/png'; width: number; height: number };
export type Logo = LogoFile & { dark?: LogoFile };

/** A part of the paper. `names` by language tag; one in the publication's language always stands. */
export type Section = { key: string; names: Readonly<Record<string, string>> };

/** A page of its own in the menu at the foot: title by language tag. */
export type MenuPage = { key: string; titles: Readonly<Record<string, string>> };

/** The publication as its readers know it. */
export type Publication = Settings & {
  logo?: Logo;
  sections: readonly Section[];
  pages: readonly MenuPage[];
  /** Keys of its public pages about its policies, by policy. */ policies: Readonly<Record<string, string>>;
  commenting: Commenting;
};

/** Until somebody names it. */
export const unnamed: Publication = {
  ...publicationSchema.parse({ name: 'Kronika', language: defaultLocale }),
  sections: [],
  pages: [],
  policies: {},
  commenting: noCommenting,
};

/** The publication under another name or with other settings; the rest as it begins. */
export const publicationOf = (over: Partial<Publication>): Publication => ({ ...unnamed, ...over });

/** What is stored, with the version for the two-editors check. */
export type Stored = { publication: Publication; version: number };

/** The publication; what was stored by an older version of Kronika is filled up. */
export async function loadPublication(db: Reader): Promise<Stored> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', setting).executeTakeFirst();
  const stored = row?.value as { publication?: unknown; logo?: Logo; version?: number } | undefined;
  const read = publicationSchema.safeParse(stored?.publication);
  const sections = await db.selectFrom('section').select(['key', 'names']).orderBy('position').orderBy('key').execute();
  const pages = await db
    .selectFrom('page')
    .select(['key', 'texts', 'in_menu', 'policy'])
    .where('public', '=', true)
    .orderBy('position')
    .orderBy('key')
    .execute();
  const policies = Object.fromEntries(pages.flatMap(({ key, policy }) => (policy ? [[policy, key]] : [])));
  const menu = pages
    .filter((one) => one.in_menu)
    .map(({ key, texts }) => ({
      key,
      titles: Object.fromEntries(Object.entries(texts).map(([language, one]) => [language, one.title])),
    }));
  const { commenting } = await loadCommenting(db);
  return {
    publication: {
      ...(read.success ? read.data : unnamed),
      ...(stored?.logo ? { logo: stored.logo } : {}),
      sections,
      pages: menu,
      policies,
      commenting,
    },
    version: stored?.version ?? 0,
  };
}

/** The row that holds settings and logo. */
export const settingRow = (settings: Settings, logo: Logo | undefined, version: number) => ({
  name: setting,
  value: JSON.stringify({ publication: settings, ...(logo ? { logo } : {}), version }),
});

/** The settings of a publication, without what other operations change. */
export const settingsOf = ({
  logo: _,
  sections: __,
  pages: ___,
  policies: ____,
  commenting: _____,
  ...settings
}: Publication): Settings => settings;
