import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type App } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { deviceSchema } from '../devices.ts';
import { endOtherSessions } from '../sessions.ts';
import { desk } from '../tables.ts';
import { factorsOf, forgetFactors } from './factors.ts';
import { factorKey, protect, reveal } from './protect.ts';
import { issueCodes } from './recovery-codes.ts';
import { stepOf } from './totp.ts';
import './tables.ts';

const secretBytes = 20;

const purposeOf = (use: 'authenticator' | 'setup', accountId: number): string => `Kronika ${use} ${accountId}`;

/** Removes white space, because apps show the code as two groups of digits. */
const plainCode = (code: string): string => code.replace(/\s/g, '');

/**
 * A new secret for an authenticator app. A hidden field of the form contains the encrypted secret (`setup`). So the
 * secret is stored only after a code has proved that the app has it.
 */
export type Setup = { setup: string; secret: Uint8Array };

export async function beginSetup({ config }: Pick<App, 'config'>, accountId: number): Promise<Setup> {
  const secret = randomBytes(secretBytes);
  const sealed = protect(await factorKey(config.dataDir), purposeOf('setup', accountId), secret);
  return { setup: Buffer.from(sealed).toString('base64url'), secret };
}

/** The secret of a setup; null if the setup was not created for this account. */
export async function setupSecret(
  { config }: Pick<App, 'config'>,
  accountId: number,
  setup: string,
): Promise<Uint8Array | null> {
  return reveal(
    await factorKey(config.dataDir),
    purposeOf('setup', accountId),
    new Uint8Array(Buffer.from(setup, 'base64url')),
  );
}

/**
 * Sets up or replaces an authenticator app. The input has a code that the app shows. If this is the account's first
 * factor, recovery codes are created and returned, and access from other browsers ends.
 */
export const addAuthenticator = defineOperation({
  name: 'accounts.addAuthenticator',
  permission: desk,
  proof: true,
  endsAccess: () => [],
  input: z.object({
    device: deviceSchema,
    setup: z.string().max(200),
    code: z.string().min(1, 'errors.field.code.missing').max(40, 'errors.field.code.wrong'),
  }),
  async prepare({ input, app, principal }) {
    const secret = await setupSecret(app, principal.accountId!, input.setup);
    if (!secret) throw new AppError('bad_form');
    const key = await factorKey(app.config.dataDir);
    return {
      secret,
      sealed: protect(key, purposeOf('authenticator', principal.accountId!), secret),
      mails: sendsMail(app),
    };
  },
  async write({ tx, input, prepared, principal, at, change }) {
    const accountId = principal.accountId!;
    const step = stepOf(prepared.secret, plainCode(input.code), at);
    if (step === null)
      throw new AppError('invalid_input', { fields: [{ path: 'code', message: 'errors.field.code.new' }] });
    const before = await factorsOf(tx, accountId);
    if (!before.any) await endOtherSessions(tx, principal, input.device);
    const row = { secret: prepared.sealed, last_step: step, created_at: at };
    await tx
      .insertInto('authenticator')
      .values({ account_id: accountId, ...row })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
      .execute();
    change({ kind: 'account', thingId: accountId, action: 'changed', before: null, after: { authenticator: 'set' } });
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'factor', at });
    return { codes: before.codes ? null : await issueCodes(tx, accountId) };
  },
});

/**
 * Removes the authenticator app. If no factor is left, the recovery codes are removed too, because they have no use.
 */
export const removeAuthenticator = defineOperation({
  name: 'accounts.removeAuthenticator',
  permission: desk,
  proof: true,
  input: z.object({}),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, prepared, principal, at, change }) {
    const accountId = principal.accountId!;
    const removed = await tx
      .deleteFrom('authenticator')
      .where('account_id', '=', accountId)
      .returning('account_id')
      .executeTakeFirst();
    if (!removed) return;
    if (!(await factorsOf(tx, accountId)).any) await forgetFactors(tx, accountId);
    change({
      kind: 'account',
      thingId: accountId,
      action: 'changed',
      before: { authenticator: 'set' },
      after: { authenticator: null },
    });
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'factor_removed', at });
  },
});

/**
 * Whether the app of an account shows this code now. If so, this code and all earlier codes are refused from then on.
 * @param key `factorKey`
 * @throws AppError `factor_key` if the secret was protected with another key
 */
export async function spendAppCode(tx: Tx, key: Buffer, accountId: number, code: string, at: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('authenticator')
    .select(['secret', 'last_step'])
    .where('account_id', '=', accountId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return false;
  const secret = reveal(key, purposeOf('authenticator', accountId), row.secret);
  if (!secret) throw new AppError('factor_key');
  const step = stepOf(secret, plainCode(code), at);
  if (step === null || step <= Number(row.last_step)) return false;
  await tx.updateTable('authenticator').set({ last_step: step }).where('account_id', '=', accountId).execute();
  return true;
}

/** Whether this is a code of an app (six digits) and not a recovery code (which is longer and has letters). */
export const isAppCode = (code: string): boolean => /^\d{6}$/.test(plainCode(code));
