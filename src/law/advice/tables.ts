import type { Generated } from 'kysely';
import type { SecretKind } from '../duties/tables.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    secret_word: {
      id: Generated<number>;
      language: string | null;
      kind: SecretKind;
      effect: 'touches' | 'passes';
      phrase: string;
    };
    kept_advice: { id: Generated<number>; article_id: number; ciphertext: Uint8Array; kept_at: Date };
    kept_advice_for: { advice_id: number; account_id: number };
  }
}
