import { z } from 'zod';
import { createPasswordLink, findAccountByEmail, inviteAccount } from '../../accounts/links.ts';
import { emailSchema } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { routes } from '../../web/routes.ts';
import { defineCall } from './call.ts';

const linkTo = (address: string, token: string): string => address + routes.join({ token });

export const accountAdd = defineCall({
  asSystem: true,
  input: inviteAccount.input,
  async run({ app, principal, input, why, address }) {
    const { accountId, token } = await run(app, inviteAccount, principal, input, why);
    return { account: accountId, name: input.name, link: linkTo(address, token) };
  },
});

export const accountPassword = defineCall({
  asSystem: true,
  input: z.object({ email: emailSchema }),
  async run({ app, principal, input, why, address }) {
    const account = await findAccountByEmail(app.db.read, input.email);
    if (!account || account.disabled_at)
      throw new AppError('invalid_input', { fields: [{ path: 'email', message: 'cli.error.no_account' }] });
    const { token } = await run(app, createPasswordLink, principal, { accountId: account.id }, why);
    return { account: account.id, link: linkTo(address, token) };
  },
});
