import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { linkKey, newNonce, readToken, tokenFor } from '../../platform/signing/link-key.ts';
import { defineOperation } from '../../platform/operation.ts';

const purpose = 'watch feed';

/** Gives an account its own URL for a feed of alerts, replacing an earlier one. */
export const makeWatchFeed = defineOperation({
  name: 'evidence.makeWatchFeed',
  permission: desk,
  proof: true,
  input: z.object({}),
  async write({ tx, principal, change }): Promise<void> {
    if (principal.accountId === null) throw new AppError('not_permitted', { details: { roles: desk.join(', ') } });
    const nonce = newNonce();
    const row = { account_id: principal.accountId, nonce };
    await tx
      .insertInto('watch_feed')
      .values(row)
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ nonce }))
      .execute();
    change({
      kind: 'account',
      thingId: principal.accountId,
      action: 'changed',
      before: null,
      after: { watchFeed: true },
    });
  },
});

/** Ends the feed link of one account, or of all accounts (null). Called when all other access of the account ends. */
export const endWatchFeeds = (tx: Tx, accountId: number | null): Promise<unknown> =>
  tx
    .deleteFrom('watch_feed')
    .$if(accountId !== null, (of) => of.where('account_id', '=', accountId))
    .execute();

/** The token of an account's feed; null if it has none. */
export async function watchFeedToken(db: Reader, dataDir: string, accountId: number): Promise<string | null> {
  const row = await db.selectFrom('watch_feed').select('nonce').where('account_id', '=', accountId).executeTakeFirst();
  return row ? tokenFor(await linkKey(dataDir), purpose, row.nonce) : null;
}

/** The id of the active account whose feed has this token; null if there is none. */
export async function accountOfFeed(db: Reader, dataDir: string, token: string): Promise<number | null> {
  const nonce = readToken(await linkKey(dataDir), purpose, token);
  if (!nonce) return null;
  const row = await db
    .selectFrom('watch_feed')
    .innerJoin('account', 'account.id', 'watch_feed.account_id')
    .select('account.id')
    .where('watch_feed.nonce', '=', nonce)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  return row ? Number(row.id) : null;
}
