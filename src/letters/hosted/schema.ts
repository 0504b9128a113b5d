import { z } from 'zod';
import { refSchema } from '../../record/refs.ts';
import { signatureOrders } from '../tables.ts';

const line = (limit = 300) =>
  z
    .string()
    .trim()
    .max(limit, 'errors.field.text.long')
    .default('')
    .transform((text) => text.replace(/\s+/g, ' '));
/** An email address by RFC 5321, without characters that could begin another header or a second address. */
export const emailSchema = z
  .string()
  .trim()
  .max(254, 'errors.field.text.long')
  .regex(/^[^\s@<>(),;:"\\\p{Cc}]+@(?:[^\s@.<>(),;:"\\\p{Cc}]+\.)+[^\s@.<>(),;:"\\\p{Cc}]+$/u, 'errors.field.email');
export const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad');
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const addresseeInput = z.object({
  /** The actor in the record. */
  actor: refSchema.optional(),
  name: line().pipe(z.string().min(1, 'errors.field.name.missing')),
  office: line(),
  salutation: line(),
  address: z.string().trim().max(1000, 'errors.field.text.long').default(''),
  email: z.union([z.literal(''), emailSchema]).default(''),
});

/** The data of a letter that is signed here, besides its text. */
export const hostedInput = z.object({
  host: refSchema.optional(),
  addressees: z.array(addresseeInput).max(100, 'documents.error.many').default([]),
  /** The demands, each in one or more languages. */
  demands: z
    .array(z.record(languageSchema, z.string().trim().min(1).max(2000, 'errors.field.text.long')))
    .max(50, 'documents.error.many')
    .default([]),
  /** The cases, laws and provisions that the letter is about. */
  about: z.array(refSchema).max(50, 'documents.error.many').default([]),
  deadline: moment.nullish(),
  embargo: moment.nullish(),
  /** Days before the deadline on which reminders are sent. */
  reminders: z
    .array(z.number().int().min(1, 'letters.error.reminders').max(60, 'letters.error.reminders'))
    .max(5, 'letters.error.reminders')
    .default([]),
  order: z.enum(signatureOrders).default('alphabetical'),
});
export type HostedLetter = z.output<typeof hostedInput>;

/** Removes invisible characters and those that change the text direction from a name. */
export const plainName = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
export const nameSchema = (limit: number) =>
  z
    .string()
    .max(10_000, 'errors.field.text.long')
    .transform(plainName)
    .pipe(z.string().max(limit, 'errors.field.text.long'));
