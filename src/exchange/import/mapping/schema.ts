import { z } from 'zod';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { refSchema } from '../../../record/refs.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { dateFormats } from './dates.ts';
import { findTarget, ignoredColumn } from './targets.ts';

const short = z.string().trim().max(200, 'errors.field.text.long');

/** The default template: who, what, where and when. Parts that a row does not have are left out. */
export const standardTemplate = '{target} – {type}, {place}, {date}';

/** A field of an import profile: what one column becomes, or a value for every row (`constant`). */
export const fieldSchema = z
  .object({
    column: z.string().max(210).optional(),
    /** The value for every row, if no column is named. */
    constant: z.string().trim().max(2000, 'errors.field.text.long').optional(),
    target: z.string().refine((key) => findTarget(key) !== undefined, 'exchange.imports.problem.target'),
    /** The separator of several values in one cell; if left out, a cell is one value. */
    split: z.string().min(1).max(10).optional(),
    /** How dates are written. */
    date: z.enum(dateFormats).optional(),
    /** The role of an involved actor. */
    role: z.enum(termKeys('involvement-role')).optional(),
    /** The kind of new actors with these names. */
    actor: z.enum(termKeys('actor-kind')).optional(),
    /** The currency of amounts without one. */
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, 'exchange.imports.problem.currency')
      .optional(),
    /**
     * What a value of the file (`from`) means (`to`): the key of a term, a country, or a name. `-` leaves the value
     * out; an empty text means that this is not decided yet. It is a list, so that texts from a file never become keys
     * of an object.
     */
    translate: z
      .array(z.object({ from: z.string().max(2000), to: z.string().trim().max(2000).default('') }))
      .max(2000)
      .default([]),
    /** Whether a value that cannot be read is left out and reported. Otherwise its row is not imported. */
    lenient: z.boolean().default(false),
  })
  .refine((field) => field.column !== undefined || field.constant !== undefined, {
    path: ['column'],
    message: 'exchange.imports.problem.no_column',
  });

/** An import profile. It can be saved under a name, and used again for files with the same columns. */
export const mappingSchema = z.object({
  /** What each column of the file becomes, and constant values for all rows. */
  fields: z.array(fieldSchema).max(400),
  /** The title of new cases: a template (template.ts). */
  title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
  /** A template for the wording of claims, for rows without their own wording. */
  wording: z
    .string()
    .trim()
    .min(1, 'errors.field.wording.missing')
    .max(2000, 'errors.field.text.long')
    .default(standardTemplate),
  /** The columns whose values together identify a row. */
  identity: z.array(z.string().max(210)).min(1, 'exchange.imports.problem.identity').max(100),
  /** Whether rows with the same identity are separate incidents (`own`), or one row that occurs twice (`same`). */
  repeats: z.enum(['own', 'same']).default('own'),
  /** Whether a row that may describe a case in the record is imported with a note (`tell`), or not (`refuse`). */
  likely: z.enum(['tell', 'refuse']).default('tell'),
  mode: z.enum(termKeys('mode')).default('stated'),
  certainty: z.enum(termKeys('certainty')).default('unknown'),
  language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').default('en'),
  /**
   * Whether statistics and lists use the values at once, marked as imported. Otherwise, they use a value only after
   * someone has checked its claim.
   */
  counted: z.boolean().default(false),
  visibility: z.enum(['public', 'desk']).default('desk'),
  /** The visibility of new actors. That of existing actors does not change. */
  actorVisibility: z.enum(['public', 'desk']).default('desk'),
  /** A person's decisions about names: which actor in the record each means, or `new`. */
  names: z
    .array(z.object({ name: short, actor: z.union([refSchema, z.literal('new')]) }))
    .max(5000)
    .default([]),
});

export type Mapping = z.output<typeof mappingSchema>;
export type MappingField = z.output<typeof fieldSchema>;

/** Reads a stored import profile. Columns whose target is a field that no longer exists are left out. */
export function storedMapping(value: unknown): Mapping {
  const stored = value as Mapping;
  return mappingSchema.parse({
    ...stored,
    fields: stored.fields.map((field) => (findTarget(field.target) ? field : { ...field, target: ignoredColumn })),
  });
}
