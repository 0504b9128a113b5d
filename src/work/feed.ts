import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import { secretAddress } from '../accounts/tokens/secret-address.ts';
import { accountOf, defineOperation } from '../platform/operation.ts';

/** The addresses of people's feeds and calendars. */
export const workFeed = secretAddress('work_feed', 'work feed');

/** Gives an account its own address for a feed and a calendar, replacing an earlier one. */
export const makeWorkFeed = defineOperation({
  name: 'work.makeFeed',
  permission: desk,
  proof: true,
  input: z.object({}),
  async write({ tx, principal, change }): Promise<void> {
    const account = accountOf(principal);
    await workFeed.make(tx, account);
    change({ kind: 'account', thingId: account, action: 'changed', before: null, after: { workFeed: true } });
  },
});

/** Ends the address of the account's feed and calendar. */
export const endWorkFeed = defineOperation({
  name: 'work.endFeed',
  permission: desk,
  urgent: true,
  input: z.object({}),
  async write({ tx, principal, change }): Promise<void> {
    const account = accountOf(principal);
    if (await workFeed.end(tx, account))
      change({ kind: 'account', thingId: account, action: 'changed', before: null, after: { workFeed: false } });
  },
});
