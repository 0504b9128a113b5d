import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { linkKey, newNonce, readToken } from '../../platform/signing/link-key.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import { nameSchema } from '../hosted/schema.ts';
import { acceptsSignatures } from '../hosted/lock-letter.ts';
import { queueMails } from '../post/queue.ts';
import { shownAs } from '../tables.ts';
import { storeLogo, settleLogo, writeLogo, type LogoFile } from './logos.ts';
import { byLink, endKeys, type EndingKeys } from './ending-keys.ts';
import { SignatureHashes, storedTexts } from './signature-texts.ts';

export const tokenSchema = z.string().max(200);

/** The invitation of a link; null if the link is not valid. Opening a link is not recorded. */
export async function findInvitation(db: Reader, key: Buffer, token: string, at: Date) {
  const nonce = readToken(key, 'invitation', token);
  if (!nonce) return null;
  const row = await db.selectFrom('letter_invitation').selectAll().where('nonce', '=', nonce).executeTakeFirst();
  return row && row.expires_at > at && row.state !== 'cancelled' ? row : null;
}

/**
 * Locks the invitation of a link, and loads its letter and signature.
 * @throws AppError `link_spent`; `letter_closed`
 */
async function lockInvitation(tx: Tx, nonce: Uint8Array | null, at: Date) {
  const row =
    nonce &&
    (await tx.selectFrom('letter_invitation').selectAll().where('nonce', '=', nonce).forUpdate().executeTakeFirst());
  if (!row || row.expires_at <= at || row.state === 'cancelled') throw new AppError('link_spent');
  const letter = await tx
    .selectFrom('letter')
    .innerJoin('thing', 'thing.id', 'letter.id')
    .selectAll('letter')
    .where('letter.id', '=', row.letter_id)
    .where('thing.withdrawn_at', 'is', null)
    .executeTakeFirst();
  if (!letter || !acceptsSignatures(letter, at) || letter.version_id === null) throw new AppError('letter_closed');
  const signature = await tx
    .selectFrom('letter_signature')
    .selectAll()
    .where('invitation_id', '=', row.id)
    .forUpdate()
    .executeTakeFirst();
  return { invitation: row, letter, signature };
}

const invitationLink = byLink('invitation');

export const signatureInput = z.object({
  /** The organisation's name, as it is to appear. */
  name: nameSchema(200).pipe(z.string().min(1, 'errors.field.name.missing')),
  signer: nameSchema(200),
  role: nameSchema(200),
  shown: z.enum(shownAs).default('named'),
});

/**
 * Signs for an invited organisation. The signature counts after it was confirmed from the organisation's own address.
 * Each invitation has one signature, even if several people have the link. Signing again before the confirmation
 * replaces the signature.
 * @param hash of the version that was read
 * @throws AppError `link_spent`, `letter_closed`; `letter_signed` if the organisation has already signed; `conflict` if
 * there is a newer version; `invalid_input` at `logo` if the logo is not a picture
 */
export const signInvited = defineOperation({
  name: 'letters.signInvited',
  permission: 'anyone',
  input: signatureInput.extend({
    token: tokenSchema,
    hash: z.string().max(64),
    signer: signatureInput.shape.signer.pipe(z.string().min(1, 'letters.error.signer')),
    /** The organisation's logo. If left out, an earlier logo stays. */ logo: z.instanceof(Uint8Array).optional(),
    /** A signal that is aborted when the client closes the connection. Then the logo is not read. */
    signal: z.instanceof(AbortSignal).optional(),
  }),
  async prepare({ input, app, at, principal }) {
    const link = await invitationLink.prepare({ input, app });
    const prepared: PreparedSignature = { ...link, logo: null, key: null, names: null };
    // The logo is read only if the link is valid, because reading pictures is slow and anyone could send them.
    const invitation = await findInvitation(app.db.read, await linkKey(app.config.dataDir), input.token, at);
    if (!invitation) return prepared;
    const keys = new RowKeys(app.config.dataDir);
    const letter = await app.db.read
      .selectFrom('letter')
      .select('row_key')
      .where('id', '=', invitation.letter_id)
      .executeTakeFirstOrThrow();
    prepared.names = (await SignatureHashes.of(keys, letter)).names(input.name);
    if (input.logo && input.shown !== 'known')
      prepared.logo = await storeLogo(app, input.logo, { account: principal.accountId, signal: input.signal });
    prepared.key = await keys.create();
    return prepared;
  },
  async cleanUp({ prepared, app, failed }) {
    await settleLogo(app, prepared.logo ?? [], failed);
    await endKeys({ prepared, app, failed });
  },
  async write({ tx, input, prepared: { nonce, logo, key, names, ended }, at }): Promise<void> {
    const { invitation, letter, signature } = await lockInvitation(tx, nonce, at);
    if (!key) throw new AppError('link_spent');
    if (signature && signature.state !== 'unconfirmed') throw new AppError('letter_signed');
    const version = await tx
      .selectFrom('letter_version')
      .select('hash')
      .where('id', '=', letter.version_id!)
      .executeTakeFirstOrThrow();
    if (version.hash !== input.hash) throw new AppError('conflict');
    const { name, signer, role, shown } = input;
    const said = {
      ...storedTexts(
        key,
        { name, signer, role, place: '', email: invitation.email, refusal_note: '' },
        { stage: letter.stage, state: 'unconfirmed', shown },
      ),
      name_macs: names,
      shown,
      version_id: letter.version_id!,
      nonce: newNonce(),
      signed_at: at,
    };
    if (signature) ended.push(signature.row_key);
    const { id } = signature
      ? await tx
          .updateTable('letter_signature')
          .set(said)
          .where('id', '=', signature.id)
          .returning('id')
          .executeTakeFirstOrThrow()
      : await tx
          .insertInto('letter_signature')
          .values({
            ...said,
            letter_id: letter.id,
            invitation_id: invitation.id,
            kind: 'organisation',
            actor_id: invitation.actor_id,
            language: invitation.language,
            state: 'unconfirmed',
            confirmed_at: null,
            withdrawn_at: null,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
    // If only the initiators may know the name, an earlier logo is removed.
    if (logo || shown === 'known') await writeLogo(tx, Number(id), logo ?? []);
    await tx
      .updateTable('letter_invitation')
      .set({ state: 'invited', reason: '', answered_at: at })
      .where('id', '=', invitation.id)
      .execute();
    await queueMails(tx, letter.id, [{ kind: 'confirm', signature: Number(id) }], at);
  },
});

type PreparedSignature = EndingKeys & { logo: LogoFile[] | null; key: RowKey | null; names: string | null };

/**
 * Declines, or asks for changes before signing; the desk reads the reason.
 * @throws AppError `link_spent`, `letter_closed`; `letter_signed`
 */
export const answerInvitation = defineOperation({
  name: 'letters.answerInvitation',
  permission: 'anyone',
  input: z
    .object({
      token: tokenSchema,
      answer: z.enum(['declined', 'changes']),
      reason: z.string().trim().max(5000, 'errors.field.text.long').default(''),
    })
    .refine(({ answer, reason }) => answer === 'declined' || reason.length >= 3, {
      path: ['reason'],
      message: 'letters.error.changes',
    }),
  ...invitationLink,
  async write({ tx, input, prepared, at, change }): Promise<void> {
    const { invitation, letter, signature } = await lockInvitation(tx, prepared.nonce, at);
    if (signature && signature.state !== 'unconfirmed') throw new AppError('letter_signed');
    if (signature) prepared.ended.push(signature.row_key);
    if (signature) await tx.deleteFrom('letter_signature').where('id', '=', signature.id).execute();
    await tx
      .updateTable('letter_invitation')
      .set({ state: input.answer, reason: input.reason, answered_at: at })
      .where('id', '=', invitation.id)
      .execute();
    change({
      kind: 'letter',
      thingId: letter.id,
      action: 'changed',
      before: null,
      after: { invitation: Number(invitation.id), answer: input.answer },
    });
  },
});
