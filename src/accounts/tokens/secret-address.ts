import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { linkKey, newNonce, readToken, tokenFor } from '../../platform/signing/link-key.ts';

export type SecretAddress = ReturnType<typeof secretAddress>;

/**
 * Secret URLs at which programs, such as feed readers, read without signing in. An account has at most one URL for each
 * purpose. `table` has the columns `account_id` (the primary key) and `nonce`.
 */
export function secretAddress(table: string, purpose: string) {
  const addresses = sql.table(table);
  return {
    /** Creates the URL of an account. An earlier URL stops working. */
    async make(tx: Tx, account: number): Promise<void> {
      await sql`insert into ${addresses} (account_id, nonce) values (${account}, ${newNonce()})
        on conflict (account_id) do update set nonce = excluded.nonce`.execute(tx);
    },

    /** Deletes the URL of one account, or of all accounts (null). Returns whether there was one. */
    async end(tx: Tx, account: number | null): Promise<boolean> {
      const { rows } =
        await sql`delete from ${addresses} where ${account}::bigint is null or account_id = ${account} returning account_id`.execute(
          tx,
        );
      return rows.length > 0;
    },

    /** The token in the URL of an account; null if the account has no URL. */
    async tokenOf(db: Reader, dataDir: string, account: number): Promise<string | null> {
      const { rows } = await sql<{ nonce: Uint8Array }>`
        select nonce from ${addresses} where account_id = ${account}`.execute(db);
      return rows[0] ? tokenFor(await linkKey(dataDir), purpose, rows[0].nonce) : null;
    },

    /** The open account whose URL has this token; null if there is none. */
    async ownerOf(
      db: Reader,
      dataDir: string,
      token: string,
    ): Promise<{ id: number; roles: readonly string[] } | null> {
      const nonce = readToken(await linkKey(dataDir), purpose, token);
      if (!nonce) return null;
      const { rows } = await sql<{ id: number; roles: readonly string[] }>`
        select a.id, a.roles from ${addresses} f join account a on a.id = f.account_id
        where f.nonce = ${nonce} and a.disabled_at is null`.execute(db);
      return rows[0] ? { id: Number(rows[0].id), roles: rows[0].roles } : null;
    },
  };
}
