declare module '../../platform/database/tables.ts' {
  interface Tables {
    authenticator: { account_id: number; secret: Uint8Array; last_step: number; created_at: Date };
    recovery_code: { account_id: number; code_hash: Uint8Array };
    half_session: { token_hash: Uint8Array; account_id: number; expires_at: Date };
  }
}

export {};
