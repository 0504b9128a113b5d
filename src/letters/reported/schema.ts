import { z } from 'zod';
import { refSchema } from '../../record/refs.ts';

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad');

/**
 * The desk's data about a letter that is known from sources; everything else comes from claims about the letter's
 * events.
 */
export const reportedInput = z.object({
  title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
  language,
  /** The letter itself, if it is in the record as a source. */
  source: refSchema.optional(),
  /** The events of cases that record the sending of this letter. */
  events: z.array(refSchema).min(1, 'errors.field.letter.events').max(50, 'documents.error.many'),
  visibility: z.enum(['public', 'desk']).default('desk'),
});
export type ReportedLetter = z.output<typeof reportedInput>;
