import type { Generated } from 'kysely';

/** Days that a link to a draft may work. */
export const draftLinkDays = [1, 3, 7, 30] as const;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    draft_link: {
      id: Generated<number>;
      document_id: number;
      token_hash: Uint8Array;
      for_whom: string;
      by_account: number | null;
      made_at: Date;
      expires_at: Date;
    };
  }
}
