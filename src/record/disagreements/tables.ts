import type { Generated } from 'kysely';

/** What an editor can answer where sources disagree. */
export const answers = ['preferred', 'two-events', 'compatible', 'unresolved'] as const;
export type Answer = (typeof answers)[number];

/** How a disagreement stands: nobody has answered it, an answer stands, or a value has come since. */
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
