import { z } from 'zod';
import type { Field } from '../kit/forms/form.ts';
import type { Picks } from '../kit/forms/pick.ts';

/** The form field for the cases that an article is about. */
export const casesField = {
  kind: 'rows',
  label: 'publishing.articles.cases',
  hint: 'publishing.articles.cases_hint',
  addLabel: 'publishing.articles.add_case',
  optional: true,
  max: 50,
  fields: { case: { kind: 'pick', label: 'record.desk.kind.case', list: 'list-case' } },
} as const satisfies Field;
export const casesSchema = z.array(z.object({ case: z.string().max(700, 'errors.field.text.long') })).default([]);

/** The refs of the cases. If a name fits several cases or none, `picks` gets an error. */
export async function readCases(picks: Picks, input: z.output<typeof casesSchema>): Promise<string[]> {
  const refs: string[] = [];
  for (const [index, row] of input.entries()) {
    const ref = await picks.read(`cases[${index}].case`, row.case, { kinds: ['case'] });
    if (ref) refs.push(ref);
  }
  return [...new Set(refs)];
}
