import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { knowDevice } from './devices.ts';
import { demandGoodPassword } from './good-password.ts';
import { admitLink } from './guesses.ts';
import { emailSchema, nameSchema, passwordSchema, publicationSchema, type Role } from './tables.ts';
import { hashPassword, hashToken, newSealKeys } from './secrets.ts';
import { findAccountByEmail, findLink } from './links.ts';
import { sendsMail, tellOwner } from './mails/account-mail.ts';
import { endAccess } from './sessions.ts';

/**
 * Uses a one-time link. The first administrator gives `email` and `name`; for an invitation or a new password, only the
 * password is chosen. Ends all access that the account had before.
 * @throws AppError `link_spent`, `too_many_attempts`
 */
export const useLink = defineOperation({
  name: 'accounts.useLink',
  permission: 'anyone',
  input: z.object({
    token: z.string().min(1).max(100),
    email: emailSchema.optional(),
    name: nameSchema.optional(),
    password: passwordSchema,
    device: z.string().max(100).optional().catch(undefined),
    publication: publicationSchema,
  }),
  async prepare({ input, app, at }) {
    // Checked before the slow hash, so that guessed tokens cost little.
    const link = await findLink(app.db.read, input.token, at);
    if (!link) throw new AppError('link_spent');
    const missing = link.purpose === 'setup' ? (['email', 'name'] as const).filter((field) => !input[field]) : [];
    if (missing.length)
      throw new AppError('invalid_input', {
        fields: missing.map((path) => ({ path, message: `errors.field.${path}.missing` })),
      });
    await demandGoodPassword(input.password, {
      name: link.name ?? input.name!,
      email: link.email ?? input.email!,
      publication: input.publication,
    });
    await admitLink(app, input.token);
    return {
      passwordHash: await hashPassword(input.password),
      keys: await newSealKeys(input.password),
      mails: sendsMail(app),
    };
  },
  async write({ tx, input, prepared, at, change }) {
    const link = await findLink(tx, input.token, at);
    if (!link) throw new AppError('link_spent');
    const secrets = {
      password_hash: prepared.passwordHash,
      seal_recipient: prepared.keys.recipient,
      seal_identity: prepared.keys.wrapped,
    };
    // If two people use the link at once, only one succeeds.
    const taken = await tx
      .updateTable('one_time_link')
      .set({ used_at: at })
      .where('token_hash', '=', hashToken(input.token))
      .where('used_at', 'is', null)
      .returning('purpose')
      .executeTakeFirst();
    if (!taken) throw new AppError('link_spent');
    if (link.purpose !== 'setup') {
      const accountId = link.account_id!;
      await endAccess(tx, accountId, at);
      await tx
        .updateTable('account')
        .set((eb) => ({ ...secrets, version: eb('version', '+', 1) }))
        .where('id', '=', accountId)
        .execute();
      change({ kind: 'account', thingId: accountId, action: 'changed', before: null, after: { password: 'set' } });
      if (link.purpose === 'password') await tellOwner(tx, prepared.mails, { account: accountId, what: 'reset', at });
      return { accountId, device: await knowDevice(tx, accountId, input.device, at) };
    }
    if (await findAccountByEmail(tx, input.email!)) throw new AppError('link_spent');
    const roles: Role[] = ['administrator'];
    const account = await tx
      .insertInto('account')
      .values({ email: input.email!, name: input.name!, roles, disabled_at: null, created_at: at, ...secrets })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({
      kind: 'account',
      thingId: account.id,
      action: 'created',
      before: null,
      after: { name: input.name, roles },
    });
    return { accountId: account.id, device: await knowDevice(tx, account.id, input.device, at) };
  },
});
