import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation, run } from '../platform/operation.ts';
import type { Reader } from '../platform/database/tx.ts';
import { requireGoodPassword } from './good-password.ts';
import { forgetFactors, hasSecondStep } from './factors/factors.ts';
import { admitOwnPassword } from './guesses.ts';
import { endSetupLinks } from './links.ts';
import { sendsMail, emailOwner } from './mails/account-mail.ts';
import { leaveTeams } from './teams/leave-teams.ts';
import { administrators, desk, nameSchema, passwordSchema, publicationSchema, roleSchema } from './tables.ts';
import { checkPassword, hashPassword, hashToken, newSealKeys, unwrapIdentity, wrapIdentity } from './secrets.ts';
import { noteFailedProof } from './security-log/note-failed-proof.ts';
import { browserSchema, endAccess, openSession } from './sessions.ts';

/**
 * Changes an account's name and roles, or closes (`disabled`) or reopens the account. Closing an account ends its
 * access, and removes its second step and its memberships of teams.
 * @throws AppError `not_found`; `conflict` if `version` is not the current one. `invalid_input` if no administrator who
 * can sign in would be left, or if the closed account would be the last member of a team that has items
 */
export const changeAccount = defineOperation({
  name: 'accounts.change',
  permission: administrators,
  proof: true,
  endsAccess: ({ input }) => [input.accountId],
  input: z.object({
    accountId: z.coerce.number().int().positive(),
    version: z.coerce.number().int().positive(),
    name: nameSchema,
    roles: z.array(roleSchema).min(1, 'errors.field.roles.missing'),
    disabled: z.boolean().default(false),
  }),
  prepare: ({ app }) => Promise.resolve({ mails: sendsMail(app) }),
  async write({ tx, input, prepared, at, change }) {
    // Without this lock, two administrators could be closed at the same time: each transaction would still find the
    // other administrator.
    await sql`select pg_advisory_xact_lock(hashtext('kronika_administrators'))`.execute(tx);
    const account = await tx
      .selectFrom('account')
      .selectAll()
      .where('id', '=', input.accountId)
      .forUpdate()
      .executeTakeFirst();
    if (!account) throw new AppError('not_found');
    if (account.version !== input.version) throw new AppError('conflict');
    const losesAdministrator =
      account.roles.includes('administrator') && (input.disabled || !input.roles.includes('administrator'));
    if (losesAdministrator) {
      // Someone who was only invited cannot replace an administrator who can sign in.
      const others = (await listAccounts(tx)).filter(
        (other) =>
          other.id !== account.id &&
          !other.disabled_at &&
          other.roles.includes('administrator') &&
          (other.joined || !account.password_hash),
      );
      if (!others.length)
        throw new AppError('invalid_input', {
          fields: [{ path: 'roles', message: 'errors.field.roles.lastAdministrator' }],
        });
    }
    const disabledAt = input.disabled ? (account.disabled_at ?? at) : null;
    await tx
      .updateTable('account')
      .set({
        name: input.name,
        roles: [...new Set(input.roles)],
        disabled_at: disabledAt,
        version: account.version + 1,
      })
      .where('id', '=', account.id)
      .execute();
    if (input.roles.includes('administrator')) await endSetupLinks(tx);
    if (input.disabled) await forgetFactors(tx, account.id);
    if (input.disabled) await endAccess(tx, account.id, at);
    if (input.disabled)
      for (const teamChange of await leaveTeams(tx, account.id, prepared.mails, at)) change(teamChange);
    change({
      kind: 'account',
      thingId: account.id,
      action: 'changed',
      before: { name: account.name, roles: account.roles, disabled: account.disabled_at !== null },
      after: { name: input.name, roles: input.roles, disabled: input.disabled },
    });
  },
});

/**
 * Sets a new password, and ends all access that the account had, so that the old password and copies of session cookies
 * become useless. Returns a new session for this browser. The key to sealed items is encrypted with the new password.
 * @throws AppError `too_many_attempts`, `invalid_input`
 */
export const changePassword = defineOperation({
  name: 'accounts.changePassword',
  permission: desk,
  endsAccess: () => [],
  input: z.object({
    current: z.string().min(1, 'errors.field.password.missing').max(1024, 'errors.field.password.long'),
    password: passwordSchema,
    /** The token of the session. */
    token: z.string(),
    /** The token of this browser, which remains a known browser of the account. */
    device: z.string().optional(),
    publication: publicationSchema,
    browser: browserSchema,
  }),
  async prepare({ input, principal, app }) {
    const guess = await admitOwnPassword(app, hashToken(input.token));
    const account = await app.db.read
      .selectFrom('account')
      .selectAll()
      .where('id', '=', principal.accountId)
      .executeTakeFirstOrThrow();
    if (!(await guess.evaluate(() => checkPassword(account.password_hash, input.current)))) {
      await run(app, noteFailedProof, principal, {});
      throw new AppError('invalid_input', { fields: [{ path: 'current', message: 'errors.field.password.wrong' }] });
    }
    await requireGoodPassword(input.password, { ...account, publication: input.publication });
    const identity = account.seal_identity ? await unwrapIdentity(account.seal_identity, input.current) : null;
    const keys = identity
      ? { recipient: account.seal_recipient!, wrapped: await wrapIdentity(identity, input.password), identity }
      : await newSealKeys(input.password);
    return { hash: await hashPassword(input.password), keys, mails: sendsMail(app) };
  },
  async write({ tx, input, prepared, principal, at, change }) {
    const accountId = principal.accountId!;
    await tx
      .updateTable('account')
      .set((eb) => ({
        password_hash: prepared.hash,
        seal_recipient: prepared.keys.recipient,
        seal_identity: prepared.keys.wrapped,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', accountId)
      .execute();
    await endAccess(tx, accountId, at, input.device);
    change({ kind: 'account', thingId: accountId, action: 'changed', before: null, after: { password: 'set' } });
    const opened = await openSession(tx, accountId, at, { identity: prepared.keys.identity, browser: input.browser });
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'password', session: opened.id, at });
    return opened;
  },
});

export const listAccounts = (db: Reader) =>
  db
    .selectFrom('account')
    .select(['id', 'email', 'name', 'roles', 'disabled_at', 'created_at', 'version'])
    .select((eb) => [
      eb('password_hash', 'is not', null).as('joined'),
      hasSecondStep(eb.ref('account.id')).as('secondStep'),
    ])
    .orderBy('name')
    .execute();
