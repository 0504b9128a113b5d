import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../platform/config/package-root.ts';
import { translate } from '../../record/translations/translate.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { kindsThat } from '../../record/kinds/registry.ts';
import { refOf } from '../../record/refs.ts';
import { loadPresentTexts } from '../../record/translations/load.ts';
import type { Writing } from '../../platform/operation.ts';
import { withRefs } from './data.ts';
import type { ExampleRefs } from './refs.ts';

export const sampleTranslations = z.strictObject({
  /** Texts by language, by the key of the item in the data file, and by field: `ru` → `case-suit` → `title`. */
  items: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))).default({}),
  /** Translations by language and English text, for all items that have the text: `ru` → `Editor`. */
  words: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});
type SampleTranslations = z.output<typeof sampleTranslations>;

/** The translations of a part of the sample data, read from their data file. */
export async function readTranslations(sample: 'dossier' | 'invented'): Promise<SampleTranslations> {
  const text = await readFile(join(packageRoot, 'src', 'exchange', 'example', 'translations.json'), 'utf8');
  const { dossier, invented, words } = z
    .strictObject({
      dossier: sampleTranslations.shape.items,
      invented: sampleTranslations.shape.items,
      words: sampleTranslations.shape.words,
    })
    .parse(JSON.parse(text));
  return { items: sample === 'dossier' ? dossier : invented, words };
}

/** Items whose texts by the desk are in English in the sample data. */
const inEnglish = /^(?:case|law|photo)\//;

/** The id of the newest item; 0 if there is none. */
export const newestThing = async (tx: Tx): Promise<number> =>
  (await tx.selectFrom('thing').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst())?.id ?? 0;

/** The English texts of the items with a greater id than `after`. */
async function englishTexts(tx: Tx, after: number): Promise<{ item: string; field: string; text: string }[]> {
  const things = await tx
    .selectFrom('thing')
    .select(['id', 'kind', 'number'])
    .where('id', '>', after)
    .where(
      'kind',
      'in',
      kindsThat((kind) => kind.translated),
    )
    .execute();
  const texts = await loadPresentTexts(
    tx,
    things.map(({ id }) => id),
    'en',
  );
  return things.flatMap((thing) =>
    [...(texts.get(thing.id) ?? [])].flatMap(([field, { text, language }]) =>
      language === 'en' ? [{ item: refOf(thing), field, text }] : [],
    ),
  );
}

/**
 * Adds the translations of a part of the sample data, and stores that its texts by the desk are in English.
 * @param after the id of the newest item before the sample data
 */
export async function fileTranslations(
  writing: Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>,
  { items, words }: SampleTranslations,
  refs: ExampleRefs,
  after: number,
): Promise<void> {
  const texts = Object.entries(items).flatMap(([language, items]) =>
    Object.entries(items).flatMap(([key, fields]) =>
      Object.entries(fields).map(([field, text]) => ({
        item: String(withRefs(`#${key}`, refs)),
        field,
        language,
        text,
      })),
    ),
  );
  const given = new Set(texts.map(({ item, field, language }) => `${item} ${field} ${language}`));
  for (const { item, field, text: original } of await englishTexts(writing.tx, after))
    for (const [language, known] of Object.entries(words)) {
      const text = known[original];
      if (text !== undefined && !given.has(`${item} ${field} ${language}`)) texts.push({ item, field, language, text });
    }
  const written = Object.values(refs)
    .filter((ref) => inEnglish.test(ref))
    .map((item) => ({ item, language: 'en' }));
  await translate.write({ ...writing, prepared: undefined, input: { texts, written } });
}
