import { z } from 'zod';
import { articleRef } from '../../documents/save-article.ts';
import { daySchema } from '../demands/schema.ts';
import { filesInput } from '../../record/files/store-files.ts';
import { refSchema } from '../../record/refs.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { replyKinds } from './tables.ts';

const words = (limit: number) => z.string().trim().max(limit, 'errors.field.text.long').default('');
const asker = z
  .string('errors.field.reply.asker')
  .trim()
  .min(1, 'errors.field.reply.asker')
  .max(300, 'errors.field.text.long');

export const replyInput = z.object({
  kind: z.enum(replyKinds, 'errors.field.reply.kind').default('reply'),
  article: articleRef,
  /** The ids of the disputed sentences, in the edition at the time of the request. */
  sentences: z.array(z.string().max(60)).max(200).default([]),
  /** The person or organisation in the record; `asker` is the name that they use. */
  actor: refSchema.optional(),
  asker,
  contact: words(1000),
  asked: words(5000).refine((text) => text !== '', 'errors.field.reply.asked'),
  received: daySchema,
  /** By default, the deadline that the legal duties of the publication's countries set. */
  deadline: daySchema.optional(),
  files: filesInput,
});
export type ReplyInput = z.output<typeof replyInput>;

/** The published text, in the person's own words. */
export const replyWords = {
  by: asker,
  words: z
    .string('errors.field.reply.words')
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().min(1, 'errors.field.reply.words').max(20_000, 'errors.field.text.long')),
  language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad'),
};
