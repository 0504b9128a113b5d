import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dutyInput } from '../../law/duties/schema.ts';
import { lawInput } from '../../law/schema.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { interfaceLocales } from '../../platform/messages/messages.ts';
import { sectionSchema } from '../../publishing/publication/change-sections.ts';
import { imprintSchema, publicationTranslation } from '../../publishing/publication/publication.ts';
import { supportMessageSchema } from '../../publishing/support-messages/message.ts';
import { nameTowns } from '../../record/places/name-towns.ts';
import { newPhotoInput } from '../../record/photos/schema.ts';
import { filingInput } from '../../record/filing/schema.ts';
import { sampleArticle } from './data.ts';
import { sampleTranslations } from './translations.ts';

/** A preserved page. `at`: when the page was preserved. `paragraphs`: its text. */
const pageSchema = z.strictObject({
  key: z.string(),
  source: z.string(),
  url: z.url(),
  at: z.iso.datetime(),
  status: z.number().int(),
  language: z.string(),
  outlet: z.string(),
  title: z.string(),
  paragraphs: z.array(z.string()).min(1),
});
export type InventedPage = z.output<typeof pageSchema>;

/** The passage of a claim in the data file: the words that it quotes from a preserved page, without their position. */
const quoted = z.strictObject({ kind: z.literal('passage'), capture: z.string(), quote: z.string().min(1) });

export const inventedSchema = z.strictObject({
  about: z.string(),
  actors: filingInput.shape.actors,
  sources: filingInput.shape.sources,
  pages: z.array(pageSchema),
  laws: z.array(lawInput),
  duties: z.array(dutyInput),
  /** Items that refer to the preserved pages. Claims have the words of a page instead of positions in its text. */
  filing: z.looseObject({ claims: z.array(z.looseObject({ support: quoted })) }),
  photos: z.array(newPhotoInput.omit({ pictured: true }).extend({ key: z.string(), file: z.string() })),
  /** Which cases and actors have which pictures. */
  pictures: z.array(z.strictObject({ item: z.string(), photo: z.string() })),
  articles: z.array(sampleArticle.extend({ section: z.string() })),
  /** A letter that is open for signatures. */
  letter: z.strictObject({
    key: z.string(),
    title: z.string(),
    language: z.string(),
    text: z.unknown(),
    /** The text in other languages. */
    translations: z.array(z.unknown()).default([]),
    letter: z.unknown(),
    signed: z.array(z.strictObject({ name: z.string(), actor: z.string(), signer: z.string(), role: z.string() })),
  }),
  translations: sampleTranslations.prefault({}),
  /** Settings that a new publication does not have: an imprint, sections, a support message, further languages. */
  publication: z.strictObject({
    imprint: imprintSchema,
    /** The imprint in other languages. */
    translations: z.array(publicationTranslation),
    /** Further languages of the interface, into which the sample data is translated. */
    languages: z.array(z.enum(interfaceLocales)),
    sections: z.array(sectionSchema),
    support: supportMessageSchema,
    /** Names of towns of the invented country. */
    towns: nameTowns.input.shape.towns,
  }),
});
export type Invented = z.output<typeof inventedSchema>;

const folder = join(packageRoot, 'src', 'exchange', 'example');

/** The invented sample that ships with Kronika, read from its data file. */
export const readInvented = async (): Promise<Invented> =>
  inventedSchema.parse(JSON.parse(await readFile(join(folder, 'invented.json'), 'utf8')));

/** The bytes of an illustration of the invented sample. */
export const readIllustration = async (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  Uint8Array.from(await readFile(join(folder, 'pictures', file)));
