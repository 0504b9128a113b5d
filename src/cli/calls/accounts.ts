import { z } from 'zod';
import { factorsOf } from '../../accounts/factors/factors.ts';
import { removeFactors } from '../../accounts/factors/remove-factors.ts';
import { createPasswordLink, findAccountByEmail, inviteAccount } from '../../accounts/links.ts';
import { emailSchema } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { mayRun, run } from '../../platform/operation.ts';
import { routes } from '../../web/routes.ts';
import { defineCall } from './call.ts';

/** The account of an email address. @throws AppError `invalid_input` */
async function accountOf(db: Reader, email: string) {
  const account = await findAccountByEmail(db, email);
  if (account) return account;
  throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.no_account' }] });
}

const linkTo = (address: string, token: string): string => address + routes.join({ token });

export const accountAdd = defineCall({
  asSystem: true,
  input: inviteAccount.input,
  async run({ app, principal, input, why, address }) {
    const { accountId, token } = await run(app, inviteAccount, principal, input, why);
    return { account: accountId, name: input.name, link: linkTo(address, token) };
  },
});

/** Shows the second step of an account and, with `remove`, removes it: for a lost phone. */
export const accountFactors = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema, remove: z.boolean().default(false) }),
  async run({ app, principal, input, why }) {
    if (!mayRun(principal, removeFactors))
      throw new AppError('not_permitted', { details: { roles: removeFactors.permission.toString() } });
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
  input: z.object({ email: emailSchema }),
  async run({ app, principal, input, why, address }) {
    const account = await accountOf(app.db.read, input.email);
    if (account.disabled_at)
      throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.no_account' }] });
    const { token } = await run(app, createPasswordLink, principal, { accountId: account.id }, why);
    return { account: account.id, link: linkTo(address, token) };
  },
});
