import { z } from 'zod';
import { changeAccount, listAccounts } from '../../accounts/change-account.ts';
import { changeAccountEmail } from '../../accounts/change-email.ts';
import { factorsOf } from '../../accounts/factors/factors.ts';
import { removeFactors } from '../../accounts/factors/remove-factors.ts';
import { inviteAccount, listLinks, renewInvitation, withdrawInvitation } from '../../accounts/invitations.ts';
import { createPasswordLink, findAccountByEmail } from '../../accounts/links.ts';
import { emailSchema, roleSchema } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { mayRun, run, type Principal } from '../../platform/operation.ts';
import { routes } from '../../web/routes.ts';
import { defineCall } from './call.ts';

/** The account of an email address. @throws AppError `invalid_input` */
async function accountOf(db: Reader, email: string) {
  const account = await findAccountByEmail(db, email);
  if (account) return account;
  throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.no_account' }] });
}

/** The account of an email address, if it is not closed. @throws AppError `invalid_input` */
async function openAccountOf(db: Reader, email: string) {
  const account = await accountOf(db, email);
  if (!account.disabled_at) return account;
  throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.no_account' }] });
}

/** @throws AppError `not_permitted` if the person may not run the operation */
function demand(principal: Principal, operation: { permission: readonly string[] | 'anyone' }): void {
  if (!mayRun(principal, operation))
    throw new AppError('not_permitted', { details: { roles: operation.permission.toString() } });
}

/** The link to print; null if Kronika emails it. */
const linkTo = (address: string, token: string | null): string | null => token && address + routes.join({ token });

/** If true, Kronika emails the link. Otherwise, the command prints it. */
const mail = z.boolean().default(false);

export const accountAdd = defineCall({
  asSystem: true,
  input: inviteAccount.input,
  async run({ app, principal, input, why, address }) {
    const { accountId, token } = await run(app, inviteAccount, principal, input, why);
    return { account: accountId, name: input.name, link: linkTo(address, token) };
  },
});

/** Shows, renews or withdraws the invitation of an account that has not joined yet. */
export const accountInvite = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, act: z.enum(['show', 'link', 'mail', 'withdraw']) }),
  async run({ app, principal, input: { email, act }, why, address }) {
    demand(principal, renewInvitation);
    const account = await openAccountOf(app.db.read, email);
    if (account.password_hash && act !== 'show')
      throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.joined' }] });
    const accountId = account.id;
    if (act === 'withdraw') await run(app, withdrawInvitation, principal, { accountId }, why);
    const made =
      act === 'link' || act === 'mail'
        ? await run(app, renewInvitation, principal, { accountId, mail: act === 'mail' }, why)
        : { token: null };
    const link = (await listLinks(app.db.read, app.now())).find((one) => one.account_id === accountId);
    return {
      account: accountId,
      joined: account.password_hash !== null,
      state: link?.state ?? 'none',
      until: link?.expires_at.toISOString() ?? null,
      mailCode: link?.mail_code ?? null,
      link: linkTo(address, made.token),
    };
  },
});

export const accountEmail = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, to: emailSchema }),
  async run({ app, principal, input, why }) {
    const { id } = await openAccountOf(app.db.read, input.email);
    await run(app, changeAccountEmail, principal, { accountId: id, email: input.to }, why);
    return { account: id, email: input.to };
  },
});

/** Shows the second step of an account. With `remove`, removes it, for someone who has lost their phone. */
export const accountFactors = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, remove: z.boolean().default(false) }),
  async run({ app, principal, input, why }) {
    demand(principal, removeFactors);
    const account = await accountOf(app.db.read, input.email);
    const { authenticator, passkeys, codes } = await factorsOf(app.db.read, account.id);
    const removed = input.remove && (await run(app, removeFactors, principal, { accountId: account.id }, why));
    return {
      account: account.id,
      authenticator: authenticator?.toISOString() ?? null,
      passkeys: passkeys.map(({ name, host, created_at: at }) => ({ name, host, added: at.toISOString() })),
      recoveryCodes: codes,
      removed,
    };
  },
});

export const accountPassword = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, mail }),
  async run({ app, principal, input, why, address }) {
    const account = await openAccountOf(app.db.read, input.email);
    const link = { accountId: account.id, mail: input.mail };
    const { token } = await run(app, createPasswordLink, principal, link, why);
    return { account: account.id, link: linkTo(address, token) };
  },
});

export const accountList = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal }) {
    demand(principal, changeAccount);
    return (await listAccounts(app.db.read)).map(({ id, email, name, roles, ...account }) => ({
      account: id,
      email,
      name,
      roles,
      state: account.disabled_at ? ('closed' as const) : account.joined ? ('open' as const) : ('invited' as const),
      secondStep: Boolean(account.secondStep),
      created: account.created_at.toISOString(),
    }));
  },
});

/** Gives an account exactly these roles. */
export const accountRole = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, roles: z.array(roleSchema).min(1) }),
  async run({ app, principal, input: { email, roles }, why }) {
    demand(principal, changeAccount);
    const { id, version, name } = await openAccountOf(app.db.read, email);
    await run(app, changeAccount, principal, { accountId: id, version, name, roles }, why);
    return { account: id, name, roles: [...new Set(roles)] };
  },
});

/** Closes or reopens an account. */
export const accountDisable = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, disabled: z.boolean() }),
  async run({ app, principal, input: { email, disabled }, why }) {
    demand(principal, changeAccount);
    const { id, version, name, roles, disabled_at: closed } = await accountOf(app.db.read, email);
    const changed = disabled !== Boolean(closed);
    if (changed) await run(app, changeAccount, principal, { accountId: id, version, name, roles, disabled }, why);
    return { account: id, name, disabled, changed };
  },
});
