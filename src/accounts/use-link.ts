import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { lockAccess } from './access.ts';
import { deviceSchema, rememberDevice, type Device } from './devices.ts';
import { factorsOf } from './factors/factors.ts';
import { openRecoveryStep, type HalfSession } from './factors/second-step.ts';
import { requireGoodPassword } from './good-password.ts';
import { admitLink } from './guesses.ts';
import { emailSchema, nameSchema, passwordSchema, publicationSchema, type Role } from './tables.ts';
import { hashPassword, newSealKeys } from './secrets.ts';
import { findAccountByEmail, findLink, isHandedOver, setPasswordByLink, takeLink, type NewSecrets } from './links.ts';
import { sendsMail } from './mails/account-mail.ts';

/**
 * The result of using a link. `secondStep`: the password is set after the second step; until then, nothing has changed.
 */
type Used = { accountId: number; device?: Device; secondStep?: HalfSession };

/**
 * Uses a one-time link, and ends all access that the account had before. For the link that creates the first
 * administrator, the input has `email`, `name` and a password. With an invitation or a link for a new password, people
 * choose only the password.
 *
 * A link for a forgotten password proves only that someone can read the owner's emails. So if the account has a second
 * step, the new password is set only after the second step.
 * @throws AppError `account_link_spent`, `invalid_input`, `too_many_attempts`, `busy`
 */
export const useLink = defineOperation({
  name: 'accounts.useLink',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({
    token: z.string().min(1).max(100),
    email: emailSchema.optional(),
    name: nameSchema.optional(),
    password: passwordSchema,
    device: deviceSchema,
    publication: publicationSchema,
  }),
  async prepare({ input, app, at }) {
    // The link is checked before the slow hash of the password, so that guessed tokens cost little.
    const link = await findLink(app.db.read, input.token, at);
    if (!link || link.purpose === 'email') throw new AppError('account_link_spent');
    const missing = link.purpose === 'setup' ? (['email', 'name'] as const).filter((field) => !input[field]) : [];
    if (missing.length)
      throw new AppError('invalid_input', {
        fields: missing.map((path) => ({ path, message: `errors.field.${path}.missing` })),
      });
    await requireGoodPassword(input.password, {
      name: link.name ?? input.name!,
      email: link.email ?? input.email!,
      publication: input.publication,
    });
    await admitLink(app, input.token);
    const { recipient, wrapped, identity } = await newSealKeys(input.password);
    const password_hash = await hashPassword(input.password);
    const secrets: NewSecrets = { password_hash, seal_recipient: recipient, seal_identity: wrapped };
    return { owner: link.account_id, secrets, identity, mails: sendsMail(app) };
  },
  async write({ tx, input, prepared, at, change }): Promise<Used> {
    if (prepared.owner !== null) await lockAccess(tx, prepared.owner);
    const link = await findLink(tx, input.token, at);
    if (!link || link.purpose === 'email') throw new AppError('account_link_spent');
    const { secrets, mails, identity } = prepared;
    const { id, purpose, account_id: account } = link;
    if (purpose === 'recovery' && (await factorsOf(tx, account!)).any)
      return {
        accountId: account!,
        secondStep: await openRecoveryStep(tx, account!, at, { link: id, identity, secrets }),
      };
    if (!(await takeLink(tx, id, at))) throw new AppError('account_link_spent');
    if (purpose !== 'setup') {
      const handedOver = isHandedOver(link);
      await setPasswordByLink({ tx, at, change }, { account: account!, purpose, handedOver, secrets, mails });
      return { accountId: account!, device: await rememberDevice(tx, account!, input.device, at) };
    }
    if (await findAccountByEmail(tx, input.email!)) throw new AppError('account_link_spent');
    // In many newsrooms one person does everything, so the first administrator can also publish.
    const roles: Role[] = ['administrator', 'editor'];
    const created = await tx
      .insertInto('account')
      .values({ email: input.email!, name: input.name!, roles, disabled_at: null, created_at: at, ...secrets })
      .returning('id')
      .executeTakeFirstOrThrow();
    change({
      kind: 'account',
      thingId: created.id,
      action: 'created',
      before: null,
      after: { name: input.name, roles },
    });
    return { accountId: created.id, device: await rememberDevice(tx, created.id, input.device, at) };
  },
});
