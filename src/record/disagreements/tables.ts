import type { Generated } from 'kysely';

/** The answers that an editor can give to a disagreement. */
export const answers = ['preferred', 'two-events', 'compatible', 'unresolved'] as const;
export type Answer = (typeof answers)[number];

/** The state of a disagreement: not answered, reopened by a new value, or answered. */
export const disagreementStates = ['open', 'reopened', ...answers] as const;
export type DisagreementState = (typeof disagreementStates)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    disagreement: {
      subject_id: number;
      property: string;
      case_id: number | null;
      public_state: DisagreementState | null;
      desk_state: DisagreementState | null;
      changed_at: Date;
    };
    disagreement_answer: {
      id: Generated<number>;
      subject_id: number;
      property: string;
      answer: Answer;
      reason: string;
      covers: string[];
      prefers: string | null;
      second_id: number | null;
      account_id: number | null;
      at: Date;
    };
  }
}
