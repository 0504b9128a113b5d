import type { Generated } from 'kysely';

/** The review status of a text. `failed` means that the scheduled text could not be published. */
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
      /** The person who submitted the text. Later steps do not change this. */
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
      /** Why an editor waived the comment; null if it was not waived. */
      waived_reason: Generated<string | null>;
    };
  }
}
