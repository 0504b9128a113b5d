import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    daily_root: {
      number: Generated<number>;
      made_at: Date;
      through: Date;
      document: Uint8Array;
      signature: Uint8Array;
    };
    daily_root_stamp: { root: number; authority: string; token: Uint8Array };
    /** `salt`: null in older daily hashes. */
    rooted: { sha256: Uint8Array; root: number; salt: Uint8Array | null };
  }
}
