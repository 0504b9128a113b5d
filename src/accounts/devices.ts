import { z } from 'zod';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { hashToken, newToken } from './secrets.ts';

/** How long a browser stays known after the last sign-in, in milliseconds. */
const knownFor = 90 * 86_400_000;
/** Maximum number of known browsers of one account. Each of them has its own budget of attempts to sign in. */
const maxDevices = 10;

/** The token of a browser, from its cookie. */
export const deviceSchema = z.string().max(100).optional().catch(undefined);

/** A browser in which someone has signed in. The token is in its cookie; the database stores only the hash. */
export type Device = {
  token: string;
  until: Date;
  /** Whether the account has signed in with this browser before. */ known: boolean;
};

/** Whether someone has signed in with this email address, given in lower case, in this browser within `knownFor`. */
export async function isKnownDevice(db: Reader, token: string, email: string, at: Date): Promise<boolean> {
  const found = await db
    .selectFrom('known_device')
    .innerJoin('account', 'account.id', 'known_device.account_id')
    .select('account.id')
    .where('known_device.token_hash', '=', hashToken(token))
    .where('known_device.expires_at', '>', at)
    .where((eb) => eb(eb.fn<string>('lower', ['account.email']), '=', email))
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Notes that an account signed in with a browser. Several accounts can share the browser's token. If the token is
 * unknown or expired, the browser gets a new one. An account has at most `maxDevices` known browsers. Beyond that, the
 * browser with the oldest last sign-in is forgotten.
 */
export async function rememberDevice(
  tx: Tx,
  accountId: number,
  presented: string | undefined,
  at: Date,
): Promise<Device> {
  const issued =
    presented !== undefined &&
    (await tx
      .selectFrom('known_device')
      .select('account_id')
      .where('token_hash', '=', hashToken(presented))
      .where('expires_at', '>', at)
      .executeTakeFirst());
  const token = issued ? presented : newToken();
  const before = await tx
    .selectFrom('known_device')
    .select('account_id')
    .where('token_hash', '=', hashToken(token))
    .where('account_id', '=', accountId)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  const until = new Date(at.getTime() + knownFor);
  await tx
    .insertInto('known_device')
    .values({ token_hash: hashToken(token), account_id: accountId, expires_at: until })
    .onConflict((conflict) => conflict.columns(['token_hash', 'account_id']).doUpdateSet({ expires_at: until }))
    .execute();
  await tx
    .deleteFrom('known_device')
    .where('account_id', '=', accountId)
    .where('token_hash', 'in', (eb) =>
      eb
        .selectFrom('known_device')
        .select('token_hash')
        .where('account_id', '=', accountId)
        .where('token_hash', '!=', hashToken(token))
        .orderBy('expires_at', 'desc')
        .orderBy('token_hash')
        .offset(maxDevices - 1),
    )
    .execute();
  return { token, until, known: before !== undefined };
}

/** Forgets the browsers of an account, except `kept`. */
export const forgetDevices = (tx: Tx, accountId: number, kept?: string) =>
  tx
    .deleteFrom('known_device')
    .where('account_id', '=', accountId)
    .$if(kept !== undefined, (query) => query.where('token_hash', '!=', hashToken(kept!)))
    .execute();
