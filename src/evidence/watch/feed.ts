import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { secretAddress } from '../../accounts/tokens/secret-address.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';

/** The addresses of people's feeds of alerts. */
export const watchFeed = secretAddress('watch_feed', 'watch feed');

/** Gives an account its own URL for a feed of alerts, replacing an earlier one. */
export const makeWatchFeed = defineOperation({
  name: 'evidence.makeWatchFeed',
  permission: desk,
  proof: true,
  input: z.object({}),
  async write({ tx, principal, change }): Promise<void> {
    if (principal.accountId === null) throw new AppError('not_permitted', { details: { roles: desk.join(', ') } });
    await watchFeed.make(tx, principal.accountId);
    change({
      kind: 'account',
      thingId: principal.accountId,
      action: 'changed',
      before: null,
      after: { watchFeed: true },
    });
  },
});
