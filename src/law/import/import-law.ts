import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sourceInput } from '../../record/filing/schema.ts';
import { refSchema } from '../../record/refs.ts';
import { edtfSchema } from '../../record/values/simple-types.ts';
import { isCountry } from '../../record/vocabulary/countries.ts';
import { findTerm } from '../../record/vocabulary/terms.ts';
import { emptyDocument } from '../akn/document.ts';
import { createLaws, type LawsMade } from '../create-laws.ts';
import { findAuthorities } from '../find-authorities.ts';
import { readLawInChild } from './law-reader.ts';
import { lawsInput } from '../schema.ts';

/** The most characters of a law's text. */
export const maxLawBytes = 20 * 1024 * 1024;

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad');
const identifiers = z
  .array(z.string().trim().min(1, 'record.value.identifier').max(200, 'record.value.identifier'))
  .max(20)
  .default([]);
const shortText = z.string().trim().max(500, 'errors.field.text.long').optional();

/** Fields of the input have precedence over what the document says. */
export const importInput = z.object({
  /** The text of the law. Left out if only facts about the law are known. */
  content: z.string().min(1, 'errors.field.law.content').max(maxLawBytes, 'errors.field.text.long').optional(),
  title: shortText,
  language: language.default('en'),
  country: z.string().trim().toUpperCase().refine(isCountry, 'errors.field.law.country').optional(),
  kind: z
    .string()
    .refine((key) => findTerm('law-kind', key) !== undefined, 'errors.field.law.law_kind')
    .optional(),
  number: shortText,
  elis: identifiers,
  eclis: identifiers,
  /** The law's names in other languages. */
  names: z
    .array(
      z.object({
        text: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
        language,
      }),
    )
    .max(50)
    .default([]),
  /** The enacting authorities: in the record (`actor/12`), or by name. */
  enactedBy: z
    .array(z.string().trim().min(1, 'errors.field.name.missing').max(300, 'errors.field.text.long'))
    .max(20)
    .default([]),
  adopted: edtfSchema.optional(),
  signed: edtfSchema.optional(),
  inForce: edtfSchema.optional(),
  /** The source of the text: in the record, or new. */
  source: z.union([refSchema, sourceInput.omit({ key: true })]),
  visibility: z.enum(['public', 'desk']).default('desk'),
  /** Whether the person who imports the law has compared the text with the source. */
  checked: z.boolean().default(false),
});

type Said = readonly [property: string, value: unknown];

/**
 * Imports a law from Akoma Ntoso, from a text with numbered articles, or without a text. A claim that cites the source
 * is filed, and everything in the law is based on that claim.
 * @throws AppError `law_bad_xml`, `law_not_akn`, `law_no_articles`, `reading_*`; `invalid_input` by field
 */
export const importLaw = defineOperation({
  name: 'law.importLaw',
  permission: legal,
  input: importInput,
  prepare: async ({ input }) =>
    input.content === undefined
      ? { document: emptyDocument(input.language) }
      : readLawInChild(input.content, input.language),
  async write(writing): Promise<LawsMade> {
    const { input, prepared, tx } = writing;
    const { document } = prepared;
    const title = input.title || document.title;
    if (!title)
      throw new AppError('invalid_input', { fields: [{ path: 'title', message: 'errors.field.title.missing' }] });
    const [enactment] = document.changes;
    const commences = input.inForce ?? enactment?.commences;
    const names = [
      ...input.names,
      ...document.names.filter((name) => !input.names.some((one) => one.language === name.language)),
    ];
    // If the document names the law, a title in the input becomes the desk's title only.
    const own = document.title || title;
    if (document.titled && !names.some((name) => name.text === own))
      names.unshift({ text: own, language: document.language });
    const enactedBy = await findAuthorities(
      tx,
      input.enactedBy.length ? input.enactedBy.map((name) => ({ name, person: false })) : document.authorities,
      input.visibility,
    );
    const several = (property: string, typed: readonly string[], read: readonly string[]): Said[] =>
      (typed.length ? typed : read).map((value) => [property, value]);
    const said: readonly Said[] = [
      ...names.map((name): Said => ['law-name', name]),
      ['law-kind', input.kind ?? document.kind],
      ...several('jurisdiction', input.country ? [input.country] : [], document.countries),
      ...several('law-number', input.number ? [input.number] : [], document.numbers),
      ...enactedBy.refs.map((ref): Said => ['enacted-by', ref]),
      ...several('eli', input.elis, document.elis),
      ...several('ecli', input.eclis, document.eclis),
      ['adopted', input.adopted ?? document.dates.adopted],
      ['signed', input.signed ?? document.dates.signed],
      ['in-force', input.inForce ?? document.dates['in-force'] ?? commences],
      ['struck-down', document.dates['struck-down']],
      ['repealed', document.dates.repealed],
    ];
    const isNew = typeof input.source !== 'string';
    const source = typeof input.source === 'string' ? input.source : '#text';
    const seen = { visibility: input.visibility, checked: input.checked };
    const filing = {
      actors: enactedBy.fresh,
      sources: isNew ? [{ ...(input.source as z.output<typeof sourceInput>), key: 'text' }] : [],
      claims: [
        {
          key: 'says',
          wording:
            input.content === undefined
              ? `The facts about “${title}” are as this source gives them.`
              : `“${title}” and its text are as this source gives them.`,
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference' as const, source },
          statements: said.flatMap(([property, value]) =>
            value === undefined || value === null || value === '' ? [] : [{ subject: '#law', property, value }],
          ),
          ...seen,
        },
      ],
    };
    const changes = document.changes.map((change, index) => ({
      ...change,
      title: change.title || title,
      claim: '#says',
      ...(index === 0 && commences && { commences }),
      ...(index === 0 && { made: change.made ?? input.signed ?? input.adopted }),
    }));
    const made = lawsInput.safeParse({
      laws: [{ key: 'law', title, language: document.language, visibility: input.visibility, changes }],
      filing,
    });
    // A value of the document can be invalid, such as an eId with a space. The error is then about the field `content`.
    if (!made.success)
      throw new AppError('invalid_input', {
        fields: made.error.issues.slice(0, 20).map((issue) => ({ path: 'content', message: issue.message })),
      });
    return createLaws.write({ ...writing, input: made.data, prepared: undefined });
  },
});
