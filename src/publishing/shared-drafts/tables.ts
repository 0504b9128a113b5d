import type { Generated } from 'kysely';

/** For how many days a link to a draft can work. */
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
