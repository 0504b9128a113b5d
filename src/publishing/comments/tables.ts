import type { Generated } from 'kysely';

/**
 * `unconfirmed`: a law demands identification, and the writer has not followed the link yet. `rejected`: the desk
 * rejected the comment; if it was already published, readers see "removed".
 */
export const commentStates = ['unconfirmed', 'waiting', 'published', 'rejected', 'withdrawn'] as const;
export type CommentState = (typeof commentStates)[number];

/** Why a comment is rejected. The writer sees the reason. If the comment was already published, all readers see it. */
export const rejectReasons = ['insult', 'exposes', 'unlawful', 'advertising', 'off-topic', 'other'] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** The reasons for which a reader can report a comment. */
export const reportReasons = ['insult', 'exposes', 'unlawful', 'advertising', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];

/** Days after which rejected comments are deleted. */
export const rejectedDays = 30;
/** Days after which undecided comments are deleted. */
export const undecidedDays = 90;

/** How long a confirmation link works, in hours. */
export const confirmHours = 24;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    reader_comment: {
      id: Generated<number>;
      document_id: number;
      state: Generated<CommentState>;
      /** Empty while the comment is encrypted, as are `text` and `note`. */
      name: string;
      text: string;
      held: string[];
      written_at: Date;
      published_at: Date | null;
      decided_at: Date | null;
      reason: RejectReason | null;
      note: Generated<string>;
      link_hash: Uint8Array;
      row_key: string | null;
      /** `CommentTexts`, while readers cannot see the comment. */
      encrypted: Uint8Array | null;
    };
    reader_comment_report: {
      id: Generated<number>;
      comment_id: number;
      reason: ReportReason;
      /** Empty if it is encrypted. */
      note: string;
      at: Date;
      row_key: string | null;
      /** `ReportTexts` */
      encrypted: Uint8Array | null;
    };
    commenter_identity: {
      comment_id: number;
      link_hash: Uint8Array | null;
      duty_id: number | null;
      key_name: string | null;
      sealed: Uint8Array | null;
      identified_on: string | null;
      kept_until: string | null;
    };
    retention_report: { id: Generated<number>; at: Date; report: unknown };
    article_commenting: { document_id: number; open: boolean };
  }
}
