import type { Generated } from 'kysely';
import { z } from 'zod';

/** What a token may do, each within what its owner may: the fewer, the less is lost with it. */
export const scopes = ['read:desk', 'write:record', 'write:articles', 'publish'] as const;
export type Scope = (typeof scopes)[number];
export const scopeSchema = z.enum(scopes, 'api.error.token_scope');

/** In days. There is no token without an end. */
export const longestLife = 366;
/** Live tokens that one account may have. */
export const mostTokens = 20;

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
