import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../platform/config/package-root.ts';
import { answerInput } from '../../record/disagreements/answer.ts';
import { dutyInput } from '../../law/duties/schema.ts';
import { lawInput } from '../../law/schema.ts';
import { reportedInput } from '../../letters/reported/schema.ts';
import { filingInput } from '../../record/filing/schema.ts';

/** An article of a data file. It refers to claims, cases and photos by their keys, such as `#c04-hrw`. */
export const sampleArticle = z.strictObject({
  key: z.string(),
  /** The article that this one translates. */
  translationOf: z.string().optional(),
  form: z.unknown(),
});

const exampleData = z.strictObject({
  about: z.string(),
  /** The date (EDTF) up to which the sample data describes events. */
  asOf: z.string(),
  /**
   * Laws and their amendments. They refer to claims by key, and claims refer to laws and provisions by key
   * (`#media-law:secrets`).
   */
  laws: z.array(lawInput).default([]),
  /** Legal duties under these laws. */
  duties: z.array(dutyInput).default([]),
  /** Letters that sources report. The letters refer to events and sources by key. */
  letters: z.array(reportedInput).default([]),
  /**
   * The input of `fileExample`. The key of a claim (`c04-hrw`) consists of the number of the reported fact and the
   * source.
   */
  filing: filingInput.strict(),
  /** The desk's decisions where sources disagree. They refer to items by key. */
  answers: z.array(answerInput),
  articles: z.array(sampleArticle),
});

export type SampleArticle = z.output<typeof sampleArticle>;
export type ExampleData = z.output<typeof exampleData>;

/** The sample data that ships with Kronika, read from its data file. */
export async function readExample(): Promise<ExampleData> {
  const text = await readFile(join(packageRoot, 'src', 'exchange', 'example', 'dossier.json'), 'utf8');
  return exampleData.parse(JSON.parse(text));
}

/** Replaces each `#key` in a value of the data file with the ref of the item that was added to the record. */
export function withRefs(value: unknown, refs: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string' && value.startsWith('#')) return refs[value.slice(1)] ?? value;
  if (Array.isArray(value)) return value.map((one) => withRefs(one, refs));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withRefs(one, refs)]));
  return value;
}
