import { run, type App, type Principal } from '../../platform/operation.ts';
import { administrator, someone } from '../../platform/testing/test-app.ts';
import { inviteAccount } from '../invitations.ts';
import type { Role } from '../tables.ts';

/** Creates an account, for tests in which it matters who did something, or who is in a team. */
export async function invited(app: App, name: string, role: Role): Promise<Principal & { accountId: number }> {
  const account = { email: `${name}@example.org`, name, roles: [role] };
  const { accountId } = await run(app, inviteAccount, administrator, account);
  return { ...someone(role), accountId, name };
}
