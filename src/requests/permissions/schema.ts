import { z } from 'zod';
import { filesInput } from '../../record/files/store-files.ts';
import { sealForInput } from '../../record/protection/new-sealed.ts';
import { refSchema } from '../../record/refs.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { daySchema } from '../demands/schema.ts';
import { secretKinds } from '../../law/duties/tables.ts';
import { permissionWays } from './tables.ts';

const words = (limit: number) => z.string().trim().max(limit, 'errors.field.text.long').default('');

/** The answer to a request. `withdrawn`: the person gave the permission and withdrew it later. */
export const answerInput = z.object({
  state: z.enum(['given', 'refused', 'withdrawn'], 'errors.field.permission.state'),
  on: daySchema,
  way: z.enum(permissionWays, 'errors.field.permission.way').exclude(['link']),
  /** Who answered for the person, such as a lawyer or a parent. Empty if the person answered. */
  by: words(300),
  /** Files that prove the answer: the letter, the email or the recording. */
  files: filesInput,
});

const said = {
  /** The person, if they are in the record. Otherwise, `person` has the name. */
  actor: refSchema.optional(),
  person: words(300),
  /** The article that the permission covers. If left out, the permission covers every article. */
  article: refSchema.optional(),
  subject: words(1000),
  kinds: z
    .array(z.enum(secretKinds, 'errors.field.duty.secret'))
    .min(1, 'errors.field.permission.kinds')
    .max(secretKinds.length)
    .transform((kinds) => secretKinds.filter((kind) => kinds.includes(kind))),
  /** The request, in the words that the person sees. */
  wording: words(5000),
  /** The email address of the person. */
  contact: z
    .string()
    .trim()
    .max(300, 'errors.field.text.long')
    .regex(
      /^([^\s@<>(),;:"\\\p{Cc}]+@(?:[^\s@.<>(),;:"\\\p{Cc}]+\.)+[^\s@.<>(),;:"\\\p{Cc}]+)?$/u,
      'errors.field.email.bad',
    )
    .default(''),
  language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').optional(),
  note: words(5000),
  asked: daySchema.optional(),
};

const somebody = {
  check: (one: { actor?: string | undefined; person: string }) => one.actor !== undefined || one.person !== '',
  said: { path: ['person'], error: 'errors.field.permission.person' },
};

/** The input for changing the data of a permission. */
export const permissionShape = z.object(said).refine(somebody.check, somebody.said);
/** A permission to file, with its answer if there is one. */
export const permissionInput = z
  .object({ ...said, answer: answerInput.optional(), sealFor: sealForInput })
  .refine(somebody.check, somebody.said);
export type PermissionSaid = z.output<typeof permissionShape>;
