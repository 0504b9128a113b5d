import type { Generated } from 'kysely';
import { z } from 'zod';

/**
 * The scopes of a token. It never allows more than its owner may do. With fewer scopes, a leaked token does less
 * damage.
 */
export const scopes = ['read:desk', 'write:record', 'write:articles', 'publish'] as const;
export type Scope = (typeof scopes)[number];
export const scopeSchema = z.enum(scopes, 'api.error.token_scope');

/** The longest lifetime of a token in days. Every token expires. */
export const maxLifeDays = 366;
/** The maximum number of live tokens of one account. */
export const maxTokens = 20;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    api_token: {
      id: Generated<number>;
      token_hash: Uint8Array;
      account_id: number;
      name: string;
      scopes: Scope[];
      created_at: Date;
      expires_at: Date;
      /** YYYY-MM-DD, UTC */
      last_used_on: string | null;
      revoked_at: Date | null;
    };
  }
}
