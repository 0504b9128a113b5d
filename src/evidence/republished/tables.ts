import type { Generated } from 'kysely';

export const decisions = ['open', 'accepted', 'dismissed', 'settled'] as const;
export type Decision = (typeof decisions)[number];

type Decided = {
  state: Generated<Decision>;
  reason: Generated<string | null>;
  found_at: Date;
  decided_by: Generated<number | null>;
  decided_at: Generated<Date | null>;
};

declare module '../../platform/database/tables.ts' {
  interface Tables {
    text_sketch: {
      capture_id: number;
      body: number[];
      quotes: number[];
      words: number;
      bands: number[];
      marks: number[];
      compared_at: Generated<Date | null>;
    };
    copy_pair: Decided & {
      id: Generated<number>;
      a_id: number;
      b_id: number;
      a_capture: number;
      b_capture: number;
      shared: number;
      of_a: number;
      of_b: number;
    };
    agency_credit: Decided & {
      id: Generated<number>;
      source_id: number;
      capture_id: number;
      agency: string;
      how: string;
      start_at: number | null;
      end_at: number | null;
    };
  }
}
