import { z } from 'zod';
import { emailSchema } from '../../../accounts/tables.ts';
import { findAccountByEmail } from '../../../accounts/links.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { fingerprintOf, maxShares } from './shares.ts';

/** A new recovery key without its secret half. The secret half never leaves the command that created the key. */
export const newKeySchema = z
  .object({
    recipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/, 'errors.field.recovery.recipient'),
    threshold: z.number().int().min(1),
    /** For each share, in order: the share's hash in hexadecimal digits, and the email address of its holder. */
    shares: z
      .array(z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/), holder: emailSchema.nullable() }))
      .min(1, 'errors.field.recovery.shares')
      .max(maxShares, 'errors.field.recovery.shares'),
  })
  .refine((key) => key.threshold <= key.shares.length, {
    path: ['threshold'],
    error: 'errors.field.recovery.threshold',
  });

/**
 * Encrypts a short content for the key. Decrypting it shows later whether the shares still work.
 * @throws AppError `invalid_input` if this is not a key
 */
export async function testContentFor(recipient: string): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new AppError('invalid_input', {
      cause,
      fields: [{ path: 'recipient', message: 'errors.field.recovery.recipient' }],
    });
  }
  return encrypter.encrypt('Kronika');
}

/**
 * The id of the account of a share holder.
 * @throws AppError `invalid_input` if no open account has this email address
 */
export async function holderOf(db: Reader, email: string): Promise<number> {
  const account = await findAccountByEmail(db, email);
  if (!account || account.disabled_at)
    throw new AppError('invalid_input', { fields: [{ path: email, message: 'errors.field.recovery.holder' }] });
  return account.id;
}

/** A key in the form that the history stores. */
export const stateOf = (key: { recipient: string; threshold: number; shares: readonly unknown[] }) => ({
  fingerprint: fingerprintOf(key.recipient),
  shares: key.shares.length,
  threshold: key.threshold,
});

/**
 * Stores a key as the current one, which replaces the previous key. `lost`: the shares of the previous key are lost.
 * @throws AppError `invalid_input` for a key that was used before, or a holder without an account
 */
export async function insertKey(
  tx: Tx,
  { recipient, threshold, shares }: z.output<typeof newKeySchema>,
  more: { testContent: Uint8Array; at: Date; lost?: boolean },
): Promise<number> {
  const used = await tx.selectFrom('recovery_key').select('id').where('recipient', '=', recipient).executeTakeFirst();
  if (used)
    throw new AppError('invalid_input', { fields: [{ path: 'recipient', message: 'errors.field.recovery.used' }] });
  const holders: (number | null)[] = [];
  for (const { holder } of shares) holders.push(holder === null ? null : await holderOf(tx, holder));
  await tx
    .updateTable('recovery_key')
    .set({ replaced_at: more.at, lost: more.lost ?? false })
    .where('replaced_at', 'is', null)
    .execute();
  const { id } = await tx
    .insertInto('recovery_key')
    .values({ recipient, threshold, test_content: more.testContent, created_at: more.at })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertRows(
    tx,
    'recovery_share',
    shares.map(({ digest }, index) => ({
      key_id: id,
      number: index + 1,
      digest: Buffer.from(digest, 'hex'),
      account_id: holders[index] ?? null,
      created_at: more.at,
    })),
  );
  return id;
}
