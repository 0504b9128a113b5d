import type { Generated } from 'kysely';

/** What the review of a text has come to. `failed`: the scheduled text could not be published. */
export const reviewStates = ['in-review', 'sent-back', 'approved', 'scheduled', 'failed'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** The message key of a status. */
export const reviewLabel = (state: ReviewState): string => `publishing.review.state.${state}`;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    review: {
      document_id: number;
      state: ReviewState;
      revision_id: number;
      reason: string | null;
      publish_at: Date | null;
      failure: string | null;
      by_account: number | null;
      at: Date;
      /** Who submitted the text; a later step does not change it. */
      submitted_by: Generated<number | null>;
    };
    article_comment: {
      id: Generated<number>;
      document_id: number;
      sentence_id: string | null;
      passage: string | null;
      body: string;
      by_account: number | null;
      at: Date;
      resolved_by: number | null;
      resolved_at: Date | null;
      /** Why an editor published without settling it; null if it is open or was settled. */
      waived_reason: Generated<string | null>;
    };
  }
}
