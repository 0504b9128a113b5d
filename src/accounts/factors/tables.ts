import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    authenticator: { account_id: number; secret: Uint8Array; last_step: number; created_at: Date };
    recovery_code: { account_id: number; code_hash: Uint8Array };
    half_session: { token_hash: Uint8Array; account_id: number; expires_at: Date };
    /**
     * The new password that was chosen with a link for a forgotten password. It is set once the second step is done.
     */
    recovery_step: {
      token_hash: Uint8Array;
      account_id: number;
      link_id: number;
      expires_at: Date;
      password_hash: string;
      seal_recipient: string;
      seal_identity: Uint8Array;
    };
    passkey: {
      id: Generated<number>;
      account_id: number;
      credential: string;
      public_key: Uint8Array;
      counter: number;
      transports: string[];
      host: string;
      name: string;
      created_at: Date;
      used_at: Date | null;
      password_first: Generated<boolean>;
    };
    used_challenge: { challenge_hash: Uint8Array; expires_at: Date };
  }
}
