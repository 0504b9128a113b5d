import type { Generated } from 'kysely';

/** `rejected` after it was published: the desk took it away. */
export const commentStates = ['waiting', 'published', 'rejected', 'withdrawn'] as const;
export type CommentState = (typeof commentStates)[number];

/** Why a comment is rejected; its writer reads it, and all readers where it was published before. */
export const rejectReasons = ['insult', 'exposes', 'unlawful', 'advertising', 'off-topic', 'other'] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** What a reader may report a comment for. */
export const reportReasons = ['insult', 'exposes', 'unlawful', 'advertising', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];

/** Days after which a rejected comment is deleted, and one that nobody decided on. */
export const rejectedDays = 30;
export const undecidedDays = 90;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    reader_comment: {
      id: Generated<number>; document_id: number; state: Generated<CommentState>; name: string; text: string; held: string[]; written_at: Date;
      published_at: Date | null; decided_at: Date | null; reason: RejectReason | null; note: Generated<string>; link_hash: Uint8Array;
    };
    reader_comment_report: { id: Generated<number>; comment_id: number; reason: ReportReason; note: string; at: Date };
    article_commenting: { document_id: number; open: boolean };
  }
}
