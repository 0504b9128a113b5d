import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { extendWaitingJobs } from '../../platform/jobs/jobs.ts';
import { lockdownSince, setLockdown } from '../../platform/lockdown.ts';
import { defineOperation } from '../../platform/operation.ts';
import { holdNoKeys } from '../seal-keys.ts';
import { appendEntries } from '../security-log/append-entry.ts';
import { endAllAccess } from '../sessions.ts';
import { administrators } from '../tables.ts';

const change = (on: boolean) =>
  ({
    kind: 'setting',
    thingId: 0,
    action: 'changed',
    before: { lockdown: !on },
    after: { lockdown: on },
  }) as const;

/**
 * Begins the lockdown, for a raid. This ends everyone's access and makes the installation read-only until
 * `endLockdown`. If there is a lockdown already, it ends all access once more.
 *
 * It needs no fresh proof, because every second counts (docs/decisions/0148).
 * @returns when the lockdown began
 */
export const beginLockdown = defineOperation({
  name: 'accounts.beginLockdown',
  permission: administrators,
  lockdown: 'begins',
  input: z.object({}),
  async write({ tx, principal: { accountId: by, via }, at, change: report }) {
    const since = await lockdownSince(tx);
    await endAllAccess(tx, at);
    if (since) return { since };
    await setLockdown(tx, at);
    await appendEntries(tx, at, [{ event: 'lockdown-began', by, via }]);
    report(change(true));
    return { since: at };
  },
  cleanUp: async ({ failed }) => {
    // Forgets the keys to sealed items in this process. The other processes forget theirs when they are notified of the
    // lockdown.
    if (!failed) holdNoKeys(true);
  },
});

/**
 * Ends the lockdown. Only the command `kronika` can do this, because people who can run it have access to the server.
 * @returns `ended`: whether there was a lockdown
 */
export const endLockdown = defineOperation({
  name: 'accounts.endLockdown',
  permission: administrators,
  lockdown: 'runs',
  input: z.object({}),
  async write({ tx, principal: { accountId: by, via }, at, change: report }) {
    if (via !== 'cli') throw new AppError('not_permitted', { details: { roles: administrators.join(', ') } });
    const since = await lockdownSince(tx);
    if (!since) return { ended: false };
    await endAllAccess(tx, at);
    await setLockdown(tx, null);
    await extendWaitingJobs(tx, at.getTime() - since.getTime());
    await appendEntries(tx, at, [{ event: 'lockdown-ended', by, via }]);
    report(change(false));
    return { ended: true };
  },
  cleanUp: async ({ failed }) => {
    if (!failed) holdNoKeys(false);
  },
});
