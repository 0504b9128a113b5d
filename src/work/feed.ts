import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import { secretAddress } from '../accounts/tokens/secret-address.ts';
import { accountOf, defineOperation } from '../platform/operation.ts';

/** The secret addresses of people's feeds and calendars. */
export const workFeed = secretAddress('work_feed', 'work feed');

/** Creates a secret address for the feed and the calendar of an account. An earlier address stops working. */
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

/** Deletes the secret address of the account's feed and calendar. */
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
