import { inviteAccount } from '../../src/accounts/invitations.ts';
import { signIn } from '../../src/accounts/sign-in.ts';
import type { Role } from '../../src/accounts/tables.ts';
import { useLink as spendLink } from '../../src/accounts/use-link.ts';
import { run, type App } from '../../src/platform/operation.ts';
import { administrator } from '../../src/platform/testing/test-app.ts';

let people = 0;

/** Creates an account with these roles and signs it in. `session` is the value of the cookie. */
export async function newAccount(
  app: App,
  ...roles: readonly [Role, ...Role[]]
): Promise<{ accountId: number; session: string }> {
  const name = `New ${roles[0]} ${++people}`;
  const [email, password] = [`${roles[0]}${people}@example.org`, 'correct horse battery'];
  const { accountId, token } = await run(app, inviteAccount, administrator, { email, name, roles: [...roles] });
  await run(app, spendLink, null, { token: token!, password });
  return { accountId, session: (await run(app, signIn, null, { email, password }))!.token };
}
