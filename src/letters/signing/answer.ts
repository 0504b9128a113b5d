import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { linkKey, newNonce, readToken } from '../../platform/signing/link-key.ts';
import { defineOperation } from '../../platform/operation.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameSchema } from '../hosted/schema.ts';
import { acceptsSignatures } from '../hosted/lock-letter.ts';
import { queueMails } from '../post/queue.ts';
import { shownAs } from '../tables.ts';
import { keepLogo, settleLogo, writeLogo } from './logos.ts';

export const tokenSchema = z.string().max(200);

/** The key for sorting and searching names. */
export const nameKey = (name: string): string => foldText(name).slice(0, 200);

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
    .executeTakeFirst();
  return { invitation: row, letter, signature };
}

const byToken = {
  prepare: async ({ input, app }: { input: { token: string }; app: { config: { dataDir: string } } }) =>
    readToken(await linkKey(app.config.dataDir), 'invitation', input.token),
};

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
    const nonce = await byToken.prepare({ input, app });
    // The logo is read only if the link is valid, because reading pictures is slow and anyone could send them.
    if (
      !input.logo ||
      input.shown === 'known' ||
      !(await findInvitation(app.db.read, await linkKey(app.config.dataDir), input.token, at))
    )
      return { nonce, logo: null };
    return { nonce, logo: await keepLogo(app, input.logo, { account: principal.accountId, signal: input.signal }) };
  },
  cleanUp: ({ prepared: { logo }, app, failed }) => settleLogo(app, logo ?? [], failed),
  async write({ tx, input, prepared: { nonce, logo }, at }): Promise<void> {
    const { invitation, letter, signature } = await lockInvitation(tx, nonce, at);
    if (signature && signature.state !== 'unconfirmed') throw new AppError('letter_signed');
    const version = await tx
      .selectFrom('letter_version')
      .select('hash')
      .where('id', '=', letter.version_id!)
      .executeTakeFirstOrThrow();
    if (version.hash !== input.hash) throw new AppError('conflict');
    const { name, signer, role, shown } = input;
    const said = {
      name,
      name_key: nameKey(name),
      signer,
      role,
      shown,
      version_id: letter.version_id!,
      nonce: newNonce(),
      signed_at: at,
    };
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
            email: invitation.email,
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
  ...byToken,
  async write({ tx, input, prepared, at, change }): Promise<void> {
    const { invitation, letter, signature } = await lockInvitation(tx, prepared, at);
    if (signature && signature.state !== 'unconfirmed') throw new AppError('letter_signed');
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
