import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { endAccess } from '../sessions.ts';
import { suspendInTeams } from '../teams/suspend.ts';
import { administrators } from '../tables.ts';
import { forgetFactors } from './factors.ts';

/**
 * Removes the second step of a person who has lost it: authenticator app, passkeys and recovery codes. Ends all access
 * of the account, because someone who has the person's lost phone may have a session too.
 * @returns false if the account had no second step: then nothing changes
 * @throws AppError `not_found` if there is no such account
 */
export const removeFactors = defineOperation({
  name: 'accounts.removeFactors',
  permission: administrators,
  proof: true,
  endsAccess: ({ input }) => [input.accountId],
  input: z.object({ accountId: z.coerce.number().int().positive() }),
  prepare: async ({ app }) => ({ mails: sendsMail(app) }),
  async write({ tx, input: { accountId }, prepared, at, change }) {
    const account = await tx.selectFrom('account').select('id').where('id', '=', accountId).executeTakeFirst();
    if (!account) throw new AppError('not_found');
    if (!(await forgetFactors(tx, accountId))) return false;
    await endAccess(tx, accountId, at);
    change({
      kind: 'account',
      thingId: accountId,
      action: 'changed',
      before: { secondStep: 'set' },
      after: { secondStep: null },
    });
    await suspendInTeams({ tx, at, change }, accountId, prepared.mails);
    await emailOwner(tx, prepared.mails, { account: accountId, what: 'factors_removed', at });
    return true;
  },
});
