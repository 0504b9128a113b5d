import { z } from 'zod';
import { filingInput } from '../record/filing/schema.ts';
import { refSchema } from '../record/refs.ts';
import { dutyInput } from './duties/schema.ts';
import { edtfSchema } from '../record/values/simple-types.ts';
import { amendmentSorts, provisionKinds, versionActs } from './tables.ts';

const key = z.string().regex(/^[\w.:-]{1,80}$/, 'errors.field.key.bad');
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad');
const title = z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long');
const visibility = z.enum(['public', 'desk']).default('desk');

/** A text of the law: lines are paragraphs; spaces at the ends of lines are removed. */
const lawText = z.string().max(200_000, 'errors.field.text.long').transform(tidyLines).default('');
const line = z
  .string()
  .max(2000, 'errors.field.text.long')
  .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())
  .default('');

function tidyLines(text: string): string {
  return text
    .normalize('NFC')
    .split(/\r\n?|\n/)
    .map((one) => one.replace(/[^\S\n]+/g, ' ').trim())
    .filter((one) => one !== '')
    .join('\n');
}

/** A provision's name within its law, in the notation of Akoma Ntoso: `art_274`, `chp_2__art_5`. */
export const eidSchema = z
  .string()
  .trim()
  .min(1, 'errors.field.law.eid')
  .max(200, 'errors.field.law.eid')
  .regex(/^[^\s/"<>&]+$/, 'errors.field.law.eid');

/**
 * A version's text in one language. `claim`: the claim that the text is based on; if left out, the claim of the change.
 */
export const textInput = z
  .object({ language, num: line, heading: line, body: lawText, tail: lawText, claim: refSchema.optional() })
  .refine((text) => text.num || text.heading || text.body || text.tail, 'errors.field.law.text_empty');

/**
 * One effect of a change on a provision. `inserts` and `enacts` create a provision `after` or `before` another one.
 * Without these fields, the provision becomes the last under its parent.
 */
export const instructionInput = z
  .object({
    act: z.enum(versionActs),
    provision: eidSchema,
    kind: z.enum(provisionKinds, 'errors.field.law.kind').optional(),
    label: z.string().trim().max(300, 'errors.field.text.long').optional(),
    under: eidSchema.optional(),
    after: eidSchema.optional(),
    before: eidSchema.optional(),
    /** From when this effect applies, if that differs from the change as a whole. */
    commences: edtfSchema.optional(),
    texts: z.array(textInput).max(20).default([]),
    /** Claims that summarise the provision, if its text is not in the record. */
    summaries: z.array(refSchema).max(50).default([]),
  })
  .superRefine((one, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const makes = one.act === 'inserts' || one.act === 'enacts';
    const ends = one.act === 'repeals' || one.act === 'strikes-down';
    if (makes && !one.label) complain('label', 'errors.field.law.label');
    if (!makes && (one.under || one.after || one.before)) complain('act', 'errors.field.law.place');
    if (ends && (one.texts.length || one.summaries.length)) complain('texts', 'errors.field.law.ended_text');
    if (new Set(one.texts.map((text) => text.language)).size < one.texts.length)
      complain('texts', 'errors.field.law.language_twice');
  });
export type Instruction = z.output<typeof instructionInput>;

/** A change of the law, including its enactment. `claim`: the claim that says that the law was changed. */
export const changeInput = z.object({
  sort: z.enum(amendmentSorts).default('amendment'),
  title,
  /** The law that makes the change, if it is in the record. */
  by: refSchema.optional(),
  uri: z.string().trim().max(500, 'errors.field.text.long').optional(),
  /** The day on which the change was signed, adopted or ruled. */
  made: edtfSchema.optional(),
  commences: edtfSchema.optional(),
  claim: refSchema,
  instructions: z.array(instructionInput).max(5000).default([]),
});
export type ChangeOfLaw = z.output<typeof changeInput>;

export const lawInput = z.object({
  key: key.optional(),
  title,
  language,
  visibility,
  changes: z.array(changeInput).max(500).default([]),
});

/**
 * Laws with their changes, and the sources and claims that are filed with them. The claims can be about these laws
 * (`#key`) and their provisions (`#key:art_5`).
 */
export const lawsInput = z.object({
  laws: z.array(lawInput).min(1).max(100),
  filing: filingInput.default(() => filingInput.parse({})),
  duties: z.array(dutyInput).max(500).default([]),
});
