import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../platform/config/package-root.ts';
import { translate } from '../../record/translations/translate.ts';
import type { Writing } from '../../platform/operation.ts';
import { withRefs } from './data.ts';
import type { ExampleRefs } from './refs.ts';

/** Texts by language, by the key of the item in the data file, and by field: `ru` → `case-suit` → `title`. */
export const sampleTranslations = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));
type SampleTranslations = z.output<typeof sampleTranslations>;

/** The translations of a part of the sample data, read from their data file. */
export async function readTranslations(sample: 'dossier' | 'invented'): Promise<SampleTranslations> {
  const text = await readFile(join(packageRoot, 'src', 'exchange', 'example', 'translations.json'), 'utf8');
  return z.strictObject({ dossier: sampleTranslations, invented: sampleTranslations }).parse(JSON.parse(text))[sample];
}

/** Kinds of items whose own words the sample data writes in English. */
const inEnglish = /^(?:case|law|photo)\//;

/** Files the translations of a part of the sample data, and says that the sample data is written in English. */
export async function fileTranslations(
  writing: Pick<Writing<unknown, unknown>, 'tx' | 'principal' | 'at' | 'change'>,
  translations: SampleTranslations,
  refs: ExampleRefs,
): Promise<void> {
  const texts = Object.entries(translations).flatMap(([language, items]) =>
    Object.entries(items).flatMap(([key, fields]) =>
      Object.entries(fields).map(([field, text]) => ({
        item: String(withRefs(`#${key}`, refs)),
        field,
        language,
        text,
      })),
    ),
  );
  const written = Object.values(refs)
    .filter((ref) => inEnglish.test(ref))
    .map((item) => ({ item, language: 'en' }));
  await translate.write({ ...writing, prepared: undefined, input: { texts, written } });
}
