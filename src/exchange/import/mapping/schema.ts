import { z } from 'zod';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { refSchema } from '../../../record/refs.ts';
import { isLanguageTag } from '../../../record/vocabulary/languages.ts';
import { dateFormats } from './dates.ts';
import { findTarget } from './targets.ts';

const short = z.string().trim().max(200, 'errors.field.text.long');

/** What becomes of one column, or a value that every row has. */
export const fieldSchema = z
  .object({
    column: z.string().max(210).optional(),
    /** The same for every row, where no column is named. */
    constant: z.string().trim().max(2000, 'errors.field.text.long').optional(),
    target: z.string().refine((key) => findTarget(key) !== undefined, 'exchange.imports.problem.target'),
    /** What parts several values in one cell; left out: a cell is one value. */
    split: z.string().min(1).max(10).optional(),
    /** How dates are written. */
    date: z.enum(dateFormats).optional(),
    /** The role of an actor that is involved. */
    role: z.enum(termKeys('involvement-role')).optional(),
    /** What kind of actor a name is of, where a new one is made. */
    actor: z.enum(termKeys('actor-kind')).optional(),
    /** The currency of sums that name none. */
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, 'exchange.imports.problem.currency')
      .optional(),
    /** What a value of the file means here: a term's key, a country, a name; nothing: it is left out. A list, so that no words of others stand in keys. */
    translate: z
      .array(z.object({ from: z.string().max(2000), to: z.string().trim().max(2000).default('') }))
      .max(2000)
      .default([]),
    /** A value that can't be read is left out and told of, instead of refusing its row. */
    lenient: z.boolean().default(false),
  })
  .refine((field) => field.column !== undefined || field.constant !== undefined, {
    path: ['column'],
    message: 'exchange.imports.problem.no_column',
  });

/** What is made of a table: saved under a name, it serves every file with these columns. */
export const mappingSchema = z.object({
  fields: z.array(fieldSchema).max(300),
  /** What new cases are called: words with `{column}` in them. */
  title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
  /** What tells rows apart: columns whose values together are a row's identity. */
  identity: z.array(z.string().max(210)).min(1, 'exchange.imports.problem.identity').max(100),
  /** Rows alike in those: each an incident of its own, or one row that was written twice. */
  repeats: z.enum(['own', 'same']).default('own'),
  /** A row that may be a case on record already: made and told of, or refused. */
  likely: z.enum(['tell', 'refuse']).default('tell'),
  mode: z.enum(termKeys('mode')).default('stated'),
  certainty: z.enum(termKeys('certainty')).default('unknown'),
  language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').default('en'),
  /** The one who starts the import has compared the values with the file. */
  checked: z.boolean().default(false),
  visibility: z.enum(['public', 'desk']).default('desk'),
  /** Who may see actors that are made; those on record stay as they are. */
  actorVisibility: z.enum(['public', 'desk']).default('desk'),
  /** Who a name is, where somebody has decided: an actor on record, or a new one. */
  names: z
    .array(z.object({ name: short, actor: z.union([refSchema, z.literal('new')]) }))
    .max(5000)
    .default([]),
});

export type Mapping = z.output<typeof mappingSchema>;
export type MappingField = z.output<typeof fieldSchema>;
