import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation, type Principal } from '../../platform/operation.ts';
import { hashToken } from '../secrets.ts';
import { tokenPrefix } from './create-token.ts';
import type { Scope } from './tables.ts';

/** The account that a program acts for, with the scopes of its token. */
export type TokenHolder = { id: number; scopes: readonly Scope[]; principal: Principal; usedOn: string | null };

/**
 * The account of a token, with its current roles; null if the token is unknown, expired or revoked, or its account is
 * closed.
 */
export async function findToken(db: Reader, token: string, at: Date): Promise<TokenHolder | null> {
  if (!token.startsWith(tokenPrefix) || token.length > 100) return null;
  const row = await db
    .selectFrom('api_token')
    .innerJoin('account', 'account.id', 'api_token.account_id')
    .select([
      'api_token.id',
      'api_token.scopes',
      'account.id as account',
      'account.name',
      'account.roles',
      dayOfUse.as('used_on'),
    ])
    .where('api_token.token_hash', '=', hashToken(token))
    .where('api_token.expires_at', '>', at)
    .where('api_token.revoked_at', 'is', null)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst();
  return row
    ? {
        id: row.id,
        scopes: row.scopes,
        usedOn: row.used_on,
        principal: {
          accountId: row.account,
          name: row.name,
          roles: row.roles,
          via: 'api',
          access: { token: row.id },
          cannotPublish: !row.scopes.includes('publish'),
        },
      }
    : null;
}

const dayOfUse = sql<string | null>`to_char(api_token.last_used_on, 'YYYY-MM-DD')`;

/** Records the day on which a token was used. */
export const noteTokenUse = defineOperation({
  name: 'accounts.noteTokenUse',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({ token: z.number().int().positive() }),
  async write({ tx, input, at }) {
    await tx
      .updateTable('api_token')
      .set({ last_used_on: at.toISOString().slice(0, 10) })
      .where('id', '=', input.token)
      .execute();
  },
});

export type TokenRow = {
  id: number;
  accountId: number;
  owner: string;
  email: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  usedOn: string | null;
  revokedAt: Date | null;
  state: 'live' | 'over' | 'revoked';
};

/** The tokens of one account, or of all accounts. Valid tokens come first; within each group, the newest first. */
export async function listTokens(db: Reader, at: Date, accountId?: number): Promise<TokenRow[]> {
  const rows = await db
    .selectFrom('api_token')
    .innerJoin('account', 'account.id', 'api_token.account_id')
    .select([
      'api_token.id',
      'api_token.account_id as accountId',
      'account.name as owner',
      'account.email',
      'api_token.name',
      'api_token.scopes',
      'api_token.created_at as createdAt',
      'api_token.expires_at as expiresAt',
      dayOfUse.as('usedOn'),
      'api_token.revoked_at as revokedAt',
    ])
    .$if(accountId !== undefined, (query) => query.where('api_token.account_id', '=', accountId!))
    .orderBy('api_token.id', 'desc')
    .limit(1000)
    .execute();
  const listed = rows.map((row) => ({
    ...row,
    state: row.revokedAt ? ('revoked' as const) : row.expiresAt <= at ? ('over' as const) : ('live' as const),
  }));
  return [...listed.filter((one) => one.state === 'live'), ...listed.filter((one) => one.state !== 'live')];
}
