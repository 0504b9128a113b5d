import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { linkKey, newNonce, readToken } from '../../platform/signing/link-key.ts';
import { defineOperation } from '../../platform/operation.ts';
import { acceptsSignatures } from '../hosted/lock-letter.ts';
import { queueMails } from '../post/queue.ts';
import type { SignatureState } from '../tables.ts';
import { tokenSchema } from './answer.ts';

/**
 * What a link is for. `confirm`: to confirm a signature; `own`: to withdraw a confirmed signature. No link is for both.
 */
export type SignaturePurpose = 'confirm' | 'own';

/** The signature of a link; null if the link is not valid. */
export async function findSignature(db: Reader, key: Buffer, purpose: SignaturePurpose, token: string) {
  const nonce = readToken(key, purpose, token);
  if (!nonce) return null;
  const row = await db.selectFrom('letter_signature').selectAll().where('nonce', '=', nonce).executeTakeFirst();
  if (!row) return null;
  // Someone who confirmed an earlier version, and is asked to confirm again, can still withdraw.
  const fits =
    purpose === 'confirm' ? row.state === 'unconfirmed' : row.state !== 'unconfirmed' || row.confirmed_at !== null;
  return fits ? row : null;
}

/**
 * Locks the signature of a link. The other signatures of the same email address that have no invitation are locked,
 * too. They are always locked in the same order. Otherwise, two transactions could wait for each other, and one would
 * fail.
 */
async function lockSignature(tx: Tx, nonce: Uint8Array | null) {
  if (!nonce) throw new AppError('link_spent');
  await sql`
    select o.id from letter_signature s join letter_signature o on o.id = s.id or (o.letter_id = s.letter_id and o.invitation_id is null
      and s.invitation_id is null and lower(o.email) = lower(s.email))
    where s.nonce = ${nonce} order by o.id for update of o`.execute(tx);
  const row = await tx.selectFrom('letter_signature').selectAll().where('nonce', '=', nonce).executeTakeFirst();
  if (!row) throw new AppError('link_spent');
  const letter = await tx.selectFrom('letter').selectAll().where('id', '=', row.letter_id).executeTakeFirstOrThrow();
  return { signature: row, letter };
}
type Taken = Awaited<ReturnType<typeof lockSignature>>;

/**
 * The state that a signature without an invitation gets when it is confirmed.
 * @throws AppError `letter_address_signed`
 */
async function confirmedState(
  tx: Tx,
  signature: Taken['signature'],
  { moderation }: Taken['letter'],
): Promise<'confirmed' | 'waiting'> {
  const { rows: others } = await sql<{ id: number; state: SignatureState }>`
    select id, state from letter_signature where letter_id = ${signature.letter_id} and invitation_id is null and lower(email) = lower(${signature.email}) and id <> ${signature.id}`.execute(
    tx,
  );
  if (others.some((row) => row.state === 'confirmed' || row.state === 'waiting'))
    throw new AppError('letter_address_signed');
  if (signature.decided_at !== null) return 'confirmed';
  // If another signature of this address was refused or removed, the desk checks the new signature before readers see
  // it.
  return moderation === 'before' || others.some((row) => row.state === 'refused' || row.state === 'removed')
    ? 'waiting'
    : 'confirmed';
}

/**
 * Confirms a signature by the link that was sent to its address. From now on, the signature counts. If the desk checks
 * signatures first, it counts after the desk has accepted it.
 * @param hash of the version that was read
 * @throws AppError `link_spent`; `letter_closed`; `conflict` if there is a newer version; `letter_address_signed`
 */
export const confirmSignature = defineOperation({
  name: 'letters.confirmSignature',
  permission: 'anyone',
  input: z.object({ token: tokenSchema, hash: z.string().max(64) }),
  prepare: async ({ input, app }) => readToken(await linkKey(app.config.dataDir), 'confirm', input.token),
  async write({ tx, input, prepared, at, change }): Promise<{ waits: boolean }> {
    const { signature, letter } = await lockSignature(tx, prepared);
    if (signature.state !== 'unconfirmed') throw new AppError('link_spent');
    if (!acceptsSignatures(letter, at)) throw new AppError('letter_closed');
    const version = await tx
      .selectFrom('letter_version')
      .select(['id', 'hash'])
      .where('id', '=', letter.version_id!)
      .executeTakeFirstOrThrow();
    if (version.hash !== input.hash) throw new AppError('conflict');
    const state = signature.invitation_id === null ? await confirmedState(tx, signature, letter) : 'confirmed';
    await tx
      .updateTable('letter_signature')
      .set({ state, version_id: version.id, confirmed_at: at, nonce: newNonce() })
      .where('id', '=', signature.id)
      .execute();
    await queueMails(tx, letter.id, [{ kind: 'receipt', signature: Number(signature.id) }], at);
    change({
      kind: 'letter',
      thingId: letter.id,
      action: 'changed',
      before: null,
      after: { signature: Number(signature.id), state },
    });
    return { waits: state === 'waiting' };
  },
});

/**
 * Withdraws a signature by its link. A signature that readers have not seen is deleted completely. Otherwise, the
 * published letter shows it as withdrawn or, with `erase`, the signatory's data is deleted and only the count remains.
 * @throws AppError `link_spent`
 */
export const withdrawSignature = defineOperation({
  name: 'letters.withdrawSignature',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({ token: tokenSchema, erase: z.boolean().default(false) }),
  prepare: async ({ input, app }) => readToken(await linkKey(app.config.dataDir), 'own', input.token),
  async write({ tx, input, prepared, at, change }): Promise<{ shown: boolean }> {
    const { signature, letter } = await lockSignature(tx, prepared);
    // If the desk has already removed the signature, the withdrawal can only delete its data.
    const erase = input.erase || signature.state === 'removed';
    const shown =
      signature.state === 'removed' ||
      (letter.published_at !== null &&
        signature.confirmed_at !== null &&
        (signature.state === 'confirmed' || signature.state === 'withdrawn'));
    if (signature.state === 'unconfirmed' && signature.confirmed_at === null) throw new AppError('link_spent');
    if (!shown) {
      await tx.deleteFrom('letter_signature').where('id', '=', signature.id).execute();
      if (signature.invitation_id !== null)
        await tx
          .updateTable('letter_invitation')
          .set({ state: 'declined', answered_at: at })
          .where('id', '=', signature.invitation_id)
          .execute();
    } else {
      const emptied = erase
        ? { name: '', name_key: '', signer: '', role: '', place: '', email: '', refusal_note: '' }
        : {};
      await tx
        .updateTable('letter_signature')
        .set({
          ...(signature.state === 'removed' ? {} : { state: 'withdrawn', withdrawn_at: signature.withdrawn_at ?? at }),
          ...emptied,
        })
        .where('id', '=', signature.id)
        .execute();
      if (erase && signature.invitation_id !== null)
        await tx
          .updateTable('letter_invitation')
          .set({ email: '' })
          .where('id', '=', signature.invitation_id)
          .execute();
    }
    change({
      kind: 'letter',
      thingId: letter.id,
      action: 'changed',
      before: null,
      after: {
        signature: Number(signature.id),
        state: signature.state === 'removed' ? 'removed' : shown ? 'withdrawn' : 'dropped',
      },
    });
    return { shown };
  },
});

/**
 * Deletes an unconfirmed signature, by its confirmation link: the signature's data belongs to the recipient of that
 * email.
 * @throws AppError `link_spent`
 */
export const dropUnconfirmed = defineOperation({
  name: 'letters.dropUnconfirmed',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({ token: tokenSchema }),
  prepare: async ({ input, app }) => readToken(await linkKey(app.config.dataDir), 'confirm', input.token),
  async write({ tx, prepared }): Promise<void> {
    const { signature } = await lockSignature(tx, prepared);
    if (signature.state !== 'unconfirmed') throw new AppError('link_spent');
    await tx.deleteFrom('letter_signature').where('id', '=', signature.id).execute();
  },
});
