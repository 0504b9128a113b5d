import { z } from 'zod';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { deviceSchema } from '../devices.ts';
import { endOtherSessions } from '../sessions.ts';
import { desk } from '../tables.ts';
import { challengeExpiry, newChallenge, spendChallenge, type ChallengeUse } from './challenges.ts';
import { factorsOf, forgetFactors } from './factors.ts';
import { factorKey } from './protect.ts';
import { issueCodes } from './recovery-codes.ts';
import './tables.ts';

/** Where a passkey is used. Browsers bind a passkey to the host name. */
export const placeSchema = z.object({ host: z.string().max(255), origins: z.array(z.string().max(300)).max(4) });
export type Place = z.output<typeof placeSchema>;

/** The browser's answer to a challenge, as JSON. */
export const answerSchema = z
  .string()
  .min(1, 'errors.field.passkey.missing')
  .max(20_000, 'errors.field.passkey.refused');

const maxPasskeys = 20;

// The library is imported when first needed, because that takes a tenth of a second and most processes never need it.
const webauthn = () => import('@simplewebauthn/server');

const refused = () =>
  new AppError('invalid_input', { fields: [{ path: 'passkey', message: 'errors.field.passkey.refused' }] });

/**
 * Reads the credential and the challenge of an answer, without verifying them. Null if the text is not such an answer.
 */
function readAnswer<A extends { id: string; response: { clientDataJSON: string } }>(text: string) {
  try {
    const answer = JSON.parse(text) as A;
    const client: unknown = JSON.parse(Buffer.from(answer.response.clientDataJSON, 'base64url').toString('utf8'));
    const { challenge } = z.object({ challenge: z.string().max(200) }).parse(client);
    return { answer, challenge, id: z.string().max(2000).parse(answer.id) };
  } catch {
    return null;
  }
}

const passkeysAt = (db: Reader, accountId: number, host: string) =>
  db
    .selectFrom('passkey')
    .select(['credential as id', 'transports'])
    .where('account_id', '=', accountId)
    .where('host', '=', host)
    .execute();

type Asking = Pick<App, 'db' | 'config' | 'now'>;

const challengeFor = async ({ config, now }: Asking, use: ChallengeUse) =>
  newChallenge(await factorKey(config.dataDir), use, now());

/** The options that the browser needs to create a passkey. */
export async function creationOptions(
  app: Asking,
  {
    host,
    accountId,
    session,
    email,
    name,
    site,
  }: { host: string; accountId: number; session: Uint8Array; email: string; name: string; site: string },
) {
  const { generateRegistrationOptions } = await webauthn();
  const known = await passkeysAt(app.db.read, accountId, host);
  return generateRegistrationOptions({
    rpName: site,
    rpID: host,
    userName: email,
    userDisplayName: name,
    userID: new TextEncoder().encode(`account ${accountId}`),
    challenge: await challengeFor(app, { use: 'register', of: session, host }),
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/**
 * The options that the browser needs to sign a challenge with a passkey. If `accountId` is null, the passkey of any
 * account is accepted, but the device must check its owner.
 */
export async function requestOptions(app: Asking, use: ChallengeUse, accountId: number | null) {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: use.host,
    challenge: await challengeFor(app, use),
    ...(accountId === null
      ? { userVerification: 'required' }
      : {
          userVerification: use.use === 'unlock' ? 'required' : 'preferred',
          allowCredentials: await passkeysAt(app.db.read, accountId, use.host),
        }),
  });
}

/**
 * Adds a passkey. With the first factor, recovery codes are created and returned, and access from other browsers ends.
 */
export const addPasskey = defineOperation({
  name: 'accounts.addPasskey',
  permission: desk,
  proof: true,
  endsAccess: () => [],
  input: z.object({
    device: deviceSchema,
    name: z.string().trim().min(1, 'errors.field.name.missing').max(80, 'errors.field.text.long'),
    passkey: answerSchema,
    place: placeSchema,
    session: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  async prepare({ input: { passkey, place, session }, app, at }) {
    const read = readAnswer<RegistrationResponseJSON>(passkey);
    if (!read) throw refused();
    const use: ChallengeUse = { use: 'register', of: session, host: place.host };
    const end = challengeExpiry(await factorKey(app.config.dataDir), use, read.challenge, at);
    if (!end)
      throw new AppError('invalid_input', { fields: [{ path: 'passkey', message: 'errors.field.passkey.late' }] });
    const { verifyRegistrationResponse } = await webauthn();
    const { registrationInfo } = await verifyRegistrationResponse({
      response: read.answer,
      expectedChallenge: read.challenge,
      expectedOrigin: place.origins,
      expectedRPID: place.host,
      requireUserVerification: false,
    }).catch((cause: unknown) => {
      throw new AppError('invalid_input', {
        fields: [{ path: 'passkey', message: 'errors.field.passkey.refused' }],
        cause,
      });
    });
    if (!registrationInfo) throw refused();
    return { credential: registrationInfo.credential, challenge: read.challenge, end, mails: sendsMail(app) };
  },
  async write({ tx, input, prepared: { credential, challenge, end, mails }, principal, at, change }) {
    const accountId = principal.accountId!;
    if (!(await spendChallenge(tx, challenge, end))) throw refused();
    const before = await factorsOf(tx, accountId);
    if (before.passkeys.length >= maxPasskeys)
      throw new AppError('invalid_input', {
        fields: [{ path: 'passkey', message: 'errors.field.passkey.many', params: { most: maxPasskeys } }],
      });
    const added = await tx
      .insertInto('passkey')
      .values({
        account_id: accountId,
        credential: credential.id,
        public_key: credential.publicKey,
        counter: credential.counter,
        transports: (credential.transports ?? []).slice(0, 10),
        host: input.place.host,
        name: input.name,
        created_at: at,
        used_at: null,
      })
      .onConflict((conflict) => conflict.column('credential').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw refused();
    if (!before.any) await endOtherSessions(tx, principal, input.device);
    change({ kind: 'account', thingId: accountId, action: 'changed', before: null, after: { passkey: input.name } });
    await emailOwner(tx, mails, { account: accountId, what: 'factor', at });
    return { codes: before.codes ? null : await issueCodes(tx, accountId) };
  },
});

/** Removes one of the account's passkeys. If no factor is left, the recovery codes are removed too. */
export const removePasskey = defineOperation({
  name: 'accounts.removePasskey',
  permission: desk,
  proof: true,
  input: z.object({ passkey: z.coerce.number().int().positive() }),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, input, prepared, principal, at, change }) {
    const accountId = principal.accountId!;
    const removed = await tx
      .deleteFrom('passkey')
      .where('id', '=', input.passkey)
      .where('account_id', '=', accountId)
      .returning('name')
      .executeTakeFirst();
    if (!removed) throw new AppError('not_found');
    if (!(await factorsOf(tx, accountId)).any) await forgetFactors(tx, accountId);
    change({
      kind: 'account',
      thingId: accountId,
      action: 'changed',
      before: { passkey: removed.name },
      after: { passkey: null },
    });
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'factor_removed', at });
  },
});

/** A correct answer of a passkey. Call `spendPasskey` afterwards, so that the answer cannot be used again. */
export type Answered = { id: number; accountId: number; counter: number; challenge: string; end: Date };

/**
 * Checks an answer, before the transaction. Null if the answer is wrong or too late, if the passkey is unknown or for
 * another host name, or if the account is closed.
 * @param person whether the device must have checked its owner (PIN, fingerprint). Needed if no password was given
 */
export async function checkPasskey(
  { db, config }: Pick<App, 'db' | 'config'>,
  { passkey, place }: { passkey: string; place: Place },
  use: Omit<ChallengeUse, 'host'>,
  at: Date,
  { person }: { person: boolean },
): Promise<Answered | null> {
  const read = readAnswer<AuthenticationResponseJSON>(passkey);
  if (!read) return null;
  const end = challengeExpiry(await factorKey(config.dataDir), { ...use, host: place.host }, read.challenge, at);
  if (!end) return null;
  const row = await db.read
    .selectFrom('passkey')
    .innerJoin('account', 'account.id', 'passkey.account_id')
    .select(['passkey.id', 'account_id', 'credential', 'public_key', 'counter'])
    .where('credential', '=', read.id)
    .where('host', '=', place.host)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const { verifyAuthenticationResponse } = await webauthn();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: read.answer,
      expectedChallenge: read.challenge,
      expectedOrigin: place.origins,
      expectedRPID: place.host,
      requireUserVerification: person,
      credential: {
        id: row.credential,
        publicKey: new Uint8Array(row.public_key),
        counter: Number(row.counter),
      },
    });
    if (!verified) return null;
    return {
      id: row.id,
      accountId: row.account_id,
      counter: authenticationInfo.newCounter,
      challenge: read.challenge,
      end,
    };
  } catch {
    // The library throws for many kinds of wrong answers.
    return null;
  }
}

/** Uses up an answer. @returns null if it was used before, or if the passkey has been removed */
export async function spendPasskey(tx: Tx, answered: Answered, at: Date): Promise<{ passwordFirst: boolean } | null> {
  if (!(await spendChallenge(tx, answered.challenge, answered.end))) return null;
  const used = await tx
    .updateTable('passkey')
    .set({ counter: answered.counter, used_at: at })
    .where('id', '=', answered.id)
    .returning('password_first as passwordFirst')
    .executeTakeFirst();
  return used ?? null;
}

/**
 * Stores that the passkey was used together with the password. From now on, it can be used to sign in without the
 * password.
 */
export const trustPasskey = (tx: Tx, answered: Answered) =>
  tx.updateTable('passkey').set({ password_first: false }).where('id', '=', answered.id).execute();
