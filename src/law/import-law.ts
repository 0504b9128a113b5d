import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { sourceInput } from '../record/filing/schema.ts';
import { refSchema } from '../record/refs.ts';
import { edtfSchema } from '../record/values/simple-types.ts';
import { isCountry } from '../record/vocabulary/countries.ts';
import { findTerm } from '../record/vocabulary/terms.ts';
import { createLaws, type LawsMade } from './create-laws.ts';
import { readLaw } from './read-law.ts';
import { lawsInput } from './schema.ts';

/** Larger than any law's text that we have met. */
export const largestLaw = 20 * 1024 * 1024;

const shortText = z.string().trim().max(500, 'error.text.long').optional();

/** What is said of the law besides its text goes before what a document says. */
export const importInput = z.object({
  content: z.string().min(1, 'error.law.content').max(largestLaw, 'error.text.long'),
  title: shortText,
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'error.language.bad').default('en'),
  country: z.string().trim().toUpperCase().refine(isCountry, 'error.law.country').optional(),
  kind: z.string().refine((key) => findTerm('law-kind', key) !== undefined, 'error.law.law_kind').optional(),
  number: shortText,
  eli: shortText,
  adopted: edtfSchema.optional(),
  signed: edtfSchema.optional(),
  inForce: edtfSchema.optional(),
  /** Where the text was published: a source on record, or a new one. */
  source: z.union([refSchema, sourceInput.omit({ key: true })]),
  visibility: z.enum(['public', 'desk']).default('desk'),
  /** Compared with the source by the one who brings it in. */
  checked: z.boolean().default(false),
});

/**
 * Brings a law in, from Akoma Ntoso or from a text with numbered articles. That it says so is a claim of the page it
 * comes from, and everything in it rests on that claim.
 * @throws AppError `law_bad_xml`, `law_not_akn`, `law_no_articles`; `invalid_input` by field
 */
export const importLaw = defineOperation({
  name: 'law.importLaw',
  permission: desk,
  input: importInput,
  prepare: async ({ input }) => readLaw(input.content, input.language),
  async write(writing): Promise<LawsMade> {
    const { input, prepared } = writing;
    const { document } = prepared;
    const title = input.title || document.title;
    if (!title) throw new AppError('invalid_input', { fields: [{ path: 'title', message: 'error.title.missing' }] });
    const [enactment] = document.changes;
    const inForce = input.inForce ?? enactment?.commences;
    const said: readonly (readonly [property: string, value: unknown])[] = [
      ['law-name', { text: title, language: document.language }],
      ['law-kind', input.kind ?? document.kind],
      ['jurisdiction', input.country ?? document.country],
      ['law-number', input.number || document.number],
      ['eli', input.eli || document.eli],
      ['adopted', input.adopted],
      ['signed', input.signed],
      ['in-force', inForce],
    ];
    const isNew = typeof input.source !== 'string';
    const source = typeof input.source === 'string' ? input.source : '#text';
    const seen = { visibility: input.visibility, checked: input.checked };
    const filing = {
      sources: isNew ? [{ ...(input.source as z.output<typeof sourceInput>), key: 'text' }] : [],
      claims: [
        {
          key: 'says',
          wording: `“${title}” and its text are as this source gives them.`,
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference' as const, source },
          statements: said.flatMap(([property, value]) => (value === undefined || value === null || value === '' ? [] : [{ subject: '#law', property, value }])),
          ...seen,
        },
      ],
    };
    const changes = document.changes.map((change, index) => ({
      ...change,
      title: change.title || title,
      claim: '#says',
      ...(index === 0 && inForce && { commences: inForce }),
      ...(index === 0 && { made: change.made ?? input.signed ?? input.adopted }),
    }));
    const made = lawsInput.safeParse({ laws: [{ key: 'law', title, language: document.language, visibility: input.visibility, changes }], filing });
    // What a document has that cannot stand so (an eId with a blank, a date that is none) is the document's fault.
    if (!made.success) throw new AppError('invalid_input', { fields: made.error.issues.slice(0, 20).map((issue) => ({ path: 'content', message: issue.message })) });
    return createLaws.write({ ...writing, input: made.data, prepared: undefined });
  },
});
