import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { linkKey, newNonce, readToken } from '../../platform/signing/link-key.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import { RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import { acceptsSignatures } from '../hosted/lock-letter.ts';
import { queueMails } from '../post/queue.ts';
import type { SignatureState } from '../tables.ts';
import { tokenSchema } from './answer.ts';
import { byLink } from './ending-keys.ts';
import {
  addressOf,
  isFrom,
  noSignature,
  readSignature,
  SignatureHashes,
  storedTexts,
  type Address,
  type SignatureTexts,
} from './signature-texts.ts';

/**
 * What a link is for. `confirm`: to confirm a signature; `own`: to withdraw a confirmed signature. No link is for both.
 */
export type SignaturePurpose = 'confirm' | 'own';

/** The signature of a link, with its texts; null if the link is not valid, or if the texts can no longer be read. */
export async function findSignature({ db, config }: Installation, purpose: SignaturePurpose, token: string) {
  const nonce = readToken(await linkKey(config.dataDir), purpose, token);
  if (!nonce) return null;
  const row = await db.read.selectFrom('letter_signature').selectAll().where('nonce', '=', nonce).executeTakeFirst();
  if (!row) return null;
  // Someone who confirmed an earlier version, and is asked to confirm again, can still withdraw.
  const fits =
    purpose === 'confirm' ? row.state === 'unconfirmed' : row.state !== 'unconfirmed' || row.confirmed_at !== null;
  if (!fits) return null;
  const texts = await readSignature(new RowKeys(config.dataDir), row);
  // Without its texts, a signature cannot be confirmed, but it can be withdrawn.
  return texts || purpose === 'own' ? { ...row, ...texts } : null;
}
type Installation = Pick<App, 'db' | 'config'>;

/**
 * Locks a letter so that it is not published before the transaction ends: publishing stores in plain text what readers see
 * of the signatures that are confirmed by then. It is always locked before the signatures.
 */
const lockStage = (tx: Tx, letter: number) =>
  tx.selectFrom('letter').selectAll().where('id', '=', letter).forShare().executeTakeFirstOrThrow();

/**
 * Locks the signatures from an email address that have no invitation. They are always locked in the same order.
 * Otherwise, two transactions could wait for each other, and one would fail.
 */
const lockAddress = (tx: Tx, letter: number, address: Address) =>
  sql`
    select s.id from letter_signature s where s.letter_id = ${letter} and s.invitation_id is null and ${isFrom([address])}
    order by s.id for update`.execute(tx);

/**
 * Locks the stage of a letter, then the signatures from `address`, if it is given, then the signature of a link.
 * @throws AppError `link_spent`
 */
async function lockSignature(tx: Tx, nonce: Uint8Array | null, address?: Address) {
  const of =
    nonce &&
    (await tx.selectFrom('letter_signature').select('letter_id').where('nonce', '=', nonce).executeTakeFirst());
  if (!nonce || !of) throw new AppError('link_spent');
  const letter = await lockStage(tx, of.letter_id);
  if (address) await lockAddress(tx, letter.id, address);
  const signature = await tx
    .selectFrom('letter_signature')
    .selectAll()
    .where('nonce', '=', nonce)
    .forUpdate()
    .executeTakeFirst();
  if (!signature) throw new AppError('link_spent');
  return { signature, letter };
}
type Taken = Awaited<ReturnType<typeof lockSignature>>;

/**
 * The state that a signature without an invitation gets when it is confirmed.
 * @throws AppError `letter_address_signed`
 */
async function confirmedState(
  tx: Tx,
  signature: Taken['signature'],
  address: Address,
  { moderation }: Taken['letter'],
): Promise<'confirmed' | 'waiting'> {
  const { rows: others } = await sql<{ id: number; state: SignatureState }>`
    select s.id, s.state from letter_signature s where s.letter_id = ${signature.letter_id} and s.invitation_id is null and ${isFrom([address])} and s.id <> ${signature.id}`.execute(
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

/** What a confirmation needs of a signature. `key`: null for a signature that an earlier release has stored. */
type Opened = { nonce: Uint8Array; texts: SignatureTexts; key: RowKey | null; address: Address };

async function openForConfirmation(app: Installation, token: string): Promise<Opened | null> {
  const signature = await findSignature(app, 'confirm', token);
  if (!signature) return null;
  const keys = new RowKeys(app.config.dataDir);
  const letter = await app.db.read
    .selectFrom('letter')
    .select('row_key')
    .where('id', '=', signature.letter_id)
    .executeTakeFirstOrThrow();
  return {
    nonce: signature.nonce,
    texts: signature,
    key: await keys.find(signature.row_key),
    address: addressOf(await SignatureHashes.of(keys, letter), signature.email),
  };
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
  prepare: ({ input, app }) => openForConfirmation(app, input.token),
  async write({ tx, input, prepared: opened, at, change }): Promise<{ waits: boolean }> {
    if (!opened) throw new AppError('link_spent');
    const { signature, letter } = await lockSignature(tx, opened.nonce, opened.address);
    if (signature.state !== 'unconfirmed') throw new AppError('link_spent');
    // Someone was redacted meanwhile.
    if (signature.row_key !== (opened.key?.name ?? null)) throw new AppError('conflict');
    if (!acceptsSignatures(letter, at)) throw new AppError('letter_closed');
    const version = await tx
      .selectFrom('letter_version')
      .select(['id', 'hash'])
      .where('id', '=', letter.version_id!)
      .executeTakeFirstOrThrow();
    if (version.hash !== input.hash) throw new AppError('conflict');
    const state =
      signature.invitation_id === null ? await confirmedState(tx, signature, opened.address, letter) : 'confirmed';
    await tx
      .updateTable('letter_signature')
      .set({
        ...(opened.key &&
          storedTexts(opened.key, opened.texts, { stage: letter.stage, state, shown: signature.shown })),
        state,
        version_id: version.id,
        confirmed_at: at,
        nonce: newNonce(),
      })
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
  ...byLink('own'),
  async write({ tx, input, prepared, at, change }): Promise<{ shown: boolean }> {
    const { signature, letter } = await lockSignature(tx, prepared.nonce);
    // If the desk has already removed the signature, the withdrawal can only delete its data.
    const erase = input.erase || signature.state === 'removed';
    const shown =
      signature.state === 'removed' ||
      (letter.published_at !== null &&
        signature.confirmed_at !== null &&
        (signature.state === 'confirmed' || signature.state === 'withdrawn'));
    if (signature.state === 'unconfirmed' && signature.confirmed_at === null) throw new AppError('link_spent');
    if (!shown || erase) prepared.ended.push(signature.row_key);
    if (!shown) {
      await tx.deleteFrom('letter_signature').where('id', '=', signature.id).execute();
      if (signature.invitation_id !== null)
        await tx
          .updateTable('letter_invitation')
          .set({ state: 'declined', answered_at: at })
          .where('id', '=', signature.invitation_id)
          .execute();
    } else {
      await tx
        .updateTable('letter_signature')
        .set({
          ...(signature.state === 'removed' ? {} : { state: 'withdrawn', withdrawn_at: signature.withdrawn_at ?? at }),
          ...(erase ? noSignature : {}),
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
  ...byLink('confirm'),
  async write({ tx, prepared }): Promise<void> {
    const { signature } = await lockSignature(tx, prepared.nonce);
    if (signature.state !== 'unconfirmed') throw new AppError('link_spent');
    prepared.ended.push(signature.row_key);
    await tx.deleteFrom('letter_signature').where('id', '=', signature.id).execute();
  },
});
