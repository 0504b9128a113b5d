import { z } from 'zod';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { refSchema } from '../../../record/refs.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { dateFormats } from './dates.ts';
import { findTarget, leaveOut } from './targets.ts';

const short = z.string().trim().max(200, 'errors.field.text.long');

/** Says who, what, where and when. What a row does not say is left out. */
export const standardTemplate = '{target} – {type}, {place}, {date}';

/** The target of one column, or a value for every row. */
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
     * What a value of the file (`from`) means (`to`): a term's key, a country or a name; `-` leaves the value out, and
     * an empty text means that this is undecided. This is a list, so that words from a file never become keys of an
     * object.
     */
    translate: z
      .array(z.object({ from: z.string().max(2000), to: z.string().trim().max(2000).default('') }))
      .max(2000)
      .default([]),
    /** If true, an unreadable value is left out and reported. Otherwise, its row is refused. */
    lenient: z.boolean().default(false),
  })
  .refine((field) => field.column !== undefined || field.constant !== undefined, {
    path: ['column'],
    message: 'exchange.imports.problem.no_column',
  });

/** An import profile. It can be saved under a name and used for every file with these columns. */
export const mappingSchema = z.object({
  /** What each column of the file becomes, and constant values for all rows. */
  fields: z.array(fieldSchema).max(400),
  /** The title of new cases: a template (template.ts). */
  title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
  /** The wording of claims, for rows without words of their own: a template. */
  wording: z
    .string()
    .trim()
    .min(1, 'errors.field.wording.missing')
    .max(2000, 'errors.field.text.long')
    .default(standardTemplate),
  /** The columns whose values together identify a row. */
  identity: z.array(z.string().max(210)).min(1, 'exchange.imports.problem.identity').max(100),
  /** What rows with the same identity are: separate incidents (`own`), or one row that was written twice (`same`). */
  repeats: z.enum(['own', 'same']).default('own'),
  /** What happens to a row that may describe a case in the record: imported with a note (`tell`), or refused. */
  likely: z.enum(['tell', 'refuse']).default('tell'),
  mode: z.enum(termKeys('mode')).default('stated'),
  certainty: z.enum(termKeys('certainty')).default('unknown'),
  language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').default('en'),
  /**
   * Whether statistics and lists use the values at once, marked as imported. Otherwise, they use a value after someone
   * has checked its claim.
   */
  counted: z.boolean().default(false),
  visibility: z.enum(['public', 'desk']).default('desk'),
  /** The access of new actors; existing ones are not changed. */
  actorVisibility: z.enum(['public', 'desk']).default('desk'),
  /** What someone decided about a name: which actor in the record it means, or `new`. */
  names: z
    .array(z.object({ name: short, actor: z.union([refSchema, z.literal('new')]) }))
    .max(5000)
    .default([]),
});

export type Mapping = z.output<typeof mappingSchema>;
export type MappingField = z.output<typeof fieldSchema>;

/** A stored import profile. Columns that became a field which no longer exists are left out. */
export function storedMapping(value: unknown): Mapping {
  const stored = value as Mapping;
  return mappingSchema.parse({
    ...stored,
    fields: stored.fields.map((field) => (findTarget(field.target) ? field : { ...field, target: leaveOut })),
  });
}
