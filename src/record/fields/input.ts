import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { storeSetting } from '../../platform/database/settings.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { interfaceLocales, textIn } from '../../platform/messages/messages.ts';
import { freeSlug, slugify } from '../../platform/text/slug.ts';
import { fieldsChannel } from './apply-fields.ts';
import { fieldsSetting } from './definition.ts';
import { fieldLimits } from './tables.ts';

/** Labels in the languages of the interface. At least one is needed. */
export const labelsInput = z
  .partialRecord(z.enum(interfaceLocales), z.string().trim().max(fieldLimits.label, 'record.fields.error.label_long'))
  .transform(filled)
  .refine((labels) => Object.keys(labels).length > 0, 'record.fields.error.label_missing');

export const helpInput = z
  .partialRecord(z.enum(interfaceLocales), z.string().trim().max(fieldLimits.help, 'record.fields.error.help_long'))
  .transform(filled)
  .default({});

function filled(texts: Partial<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The key of a field, a list or a choice: small letters, digits and hyphens. */
export const keyInput = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]*$/, 'record.fields.error.key')
  .max(50, 'record.fields.error.key');

/** The stamp from the person's form. If it is not the current one, someone else has changed fields or lists since. */
export const stampInput = z.string().max(100).optional().describe('The stamp of the fields that you saw');

/**
 * The prefix of the keys of all fields and lists that an installation adds. So a property or list of a later version of
 * Kronika never has the same key.
 */
const ownPrefix = 'own-';

/** A key made from the English label (or, without one, the first), and different from the keys in `taken`. */
export function keyFrom(labels: Readonly<Record<string, string>>, taken: ReadonlySet<string>, prefix = ''): string {
  const [first = ''] = [labels.en, ...Object.values(labels)].filter(Boolean) as string[];
  const words = slugify(first).slice(0, 40).replace(/^-|-$/g, '');
  const plain = `${prefix}${/^[a-z]/.test(words) || prefix ? words || 'field' : `x-${words || 'choice'}`}`;
  return freeSlug(plain, taken);
}

/** The key of a new field or list: the chosen one with this installation's prefix, or one made from the label. */
export const newKey = (
  { key, labels }: { key?: string | undefined; labels: Readonly<Record<string, string>> },
  taken: ReadonlySet<string>,
): string =>
  key === undefined ? keyFrom(labels, taken, ownPrefix) : key.startsWith(ownPrefix) ? key : `${ownPrefix}${key}`;

/** The label for the history, which stores only one: the English label or, without one, another. */
export const nameOf = (labels: Readonly<Record<string, string>>): string => textIn(labels, 'en') ?? '';

/** An error of one field of the input. */
export const wrong = (path: string, message: string, params?: Record<string, string | number>): AppError =>
  new AppError('invalid_input', { fields: [{ path, message, ...(params && { params }) }] });

/** Lets only one transaction at a time change fields and lists. */
export const lockFields = (tx: Tx) => sql`select pg_advisory_xact_lock(7020410977)`.execute(tx);

/** Stores a new stamp, and notifies every process when the transaction commits. */
export async function stampFields(tx: Tx): Promise<void> {
  await storeSetting(tx, fieldsSetting, randomUUID());
  await sql`select pg_notify(${fieldsChannel}, '')`.execute(tx);
}
