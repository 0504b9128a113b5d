import type { Generated } from 'kysely';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    quotation_warning: {
      id: Generated<number>;
      capture_id: number;
      start_at: number;
      end_at: number;
      gap_at: number;
      witness_id: number;
      witness_start: number;
      witness_end: number;
      words_start: number;
      words_end: number;
      state: Generated<'open' | 'accepted' | 'dismissed'>;
      reason: Generated<string | null>;
      found_at: Date;
      decided_by: Generated<number | null>;
      decided_at: Generated<Date | null>;
    };
  }
}
