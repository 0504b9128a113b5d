import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../platform/package-root.ts';
import { articleForm } from '../../documents/model/form.ts';
import { answerInput } from '../../record/disagreements/answer.ts';
import { dutyInput } from '../../law/duties/schema.ts';
import { lawInput } from '../../law/schema.ts';
import { reportedInput } from '../../letters/reported/schema.ts';
import { filingInput } from '../../record/filing/schema.ts';

const exampleData = z.strictObject({
  about: z.string(),
  /** EDTF: everything in it is as of then. */
  asOf: z.string(),
  /** Laws with what made them; they name claims by their keys, and claims name them and their provisions (`#media-law:secrets`). */
  laws: z.array(lawInput).default([]),
  /** What they oblige to. */
  duties: z.array(dutyInput).default([]),
  /** Letters known from sources; they name events and sources by their keys. */
  letters: z.array(reportedInput).default([]),
  /** The input of `fileExample`. Keys of claims begin with the claim's number in the dossier: `c04-hrw`. */
  filing: filingInput.strict(),
  /** What the desk answered where pages exclude each other; subjects by their keys. */
  answers: z.array(answerInput),
  /** Articles of ours about it; they name claims and cases by their keys (`#c04-hrw`). */
  articles: z.array(z.unknown()),
});

export type ExampleData = z.output<typeof exampleData>;

/** The example that ships with Kronika, read from its data file. */
export async function readExample(): Promise<ExampleData> {
  const text = await readFile(join(packageRoot, 'src', 'exchange', 'example', 'dossier.json'), 'utf8');
  return exampleData.parse(JSON.parse(text));
}

/** A value of the data file with each `#key` replaced by the ref that filing gave. */
export function withRefs(value: unknown, refs: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string' && value.startsWith('#')) return refs[value.slice(1)] ?? value;
  if (Array.isArray(value)) return value.map((one) => withRefs(one, refs));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withRefs(one, refs)]));
  return value;
}

/** The articles as the operation takes them. */
export const articlesWithRefs = (
  articles: readonly unknown[],
  refs: Readonly<Record<string, string>>,
): z.output<typeof articleForm>[] => articles.map((article) => articleForm.parse(withRefs(article, refs)));
