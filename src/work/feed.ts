import './tables.ts';
import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { linkKey, newNonce, readToken, tokenFor } from '../platform/signing/link-key.ts';
import { defineOperation } from '../platform/operation.ts';
import { accountOf } from './follow.ts';

const purpose = 'work feed';

/** Gives an account its own address for a feed and a calendar, replacing an earlier one. */
export const makeWorkFeed = defineOperation({
  name: 'work.makeFeed',
  permission: desk,
  proof: true,
  input: z.object({}),
  async write({ tx, principal, change }): Promise<void> {
    const account = accountOf(principal);
    const nonce = newNonce();
    await tx
      .insertInto('work_feed')
      .values({ account_id: account, nonce })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ nonce }))
      .execute();
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
    const { numDeletedRows } = await tx.deleteFrom('work_feed').where('account_id', '=', account).executeTakeFirst();
    if (numDeletedRows)
      change({ kind: 'account', thingId: account, action: 'changed', before: null, after: { workFeed: false } });
  },
});

/** Ends the addresses of one account, or of all accounts (null), when their other access ends. */
export const endWorkFeeds = (tx: Tx, account: number | null): Promise<unknown> =>
  tx
    .deleteFrom('work_feed')
    .$if(account !== null, (of) => of.where('account_id', '=', account))
    .execute();

/** The token in an account's address; null if it has none. */
export async function workFeedToken(db: Reader, dataDir: string, account: number): Promise<string | null> {
  const row = await db.selectFrom('work_feed').select('nonce').where('account_id', '=', account).executeTakeFirst();
  return row ? tokenFor(await linkKey(dataDir), purpose, row.nonce) : null;
}

/** The open account whose address has this token; null if there is none. */
export async function accountOfWorkFeed(
  db: Reader,
  dataDir: string,
  token: string,
): Promise<{ id: number; roles: readonly string[] } | null> {
  const nonce = readToken(await linkKey(dataDir), purpose, token);
  if (!nonce) return null;
  const row = await db
    .selectFrom('work_feed')
    .innerJoin('account', 'account.id', 'work_feed.account_id')
    .select(['account.id', 'account.roles'])
    .where('work_feed.nonce', '=', nonce)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  return row ? { id: Number(row.id), roles: row.roles } : null;
}
