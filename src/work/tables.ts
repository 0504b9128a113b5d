import type { Generated } from 'kysely';

export const priorities = ['high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** A notice is deleted after this many days. */
export const noticeDays = 60;

/** Changes of assignments are deleted from the history of an item after this many days. */
export const assignmentDays = 365;

/**
 * The kinds of notices: an item was `assigned` to the person, a comment has a `mention` of them, their article was
 * `returned` or `approved`, their proposal was `decided`, an item that they follow has changed (`followed`).
 */
export const noticeKinds = ['assigned', 'mention', 'returned', 'approved', 'decided', 'followed'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How often someone gets emails about their work. `hourly`: every four hours, if there is something new. */
export const mailTimes = ['daily', 'hourly'] as const;
export type MailTime = (typeof mailTimes)[number];

/** Exactly one of these columns is set. */
type OfItem = { thing_id: number | null; draft_id: number | null; proposal_id: number | null };

declare module '../platform/database/tables.ts' {
  interface Tables {
    assignment: OfItem & {
      id: Generated<number>;
      account_id: number;
      /** `2026-11-30`. */
      due: string | null;
      priority: Priority;
      by_account: number | null;
      at: Date;
    };
    assignment_change: {
      id: Generated<number>;
      thing_id: number;
      /** Null if the assignment ended. */
      account_id: number | null;
      due: string | null;
      priority: Priority;
      by_account: number | null;
      at: Date;
    };
    follow: { account_id: number; thing_id: number; at: Date };
    notice: OfItem & {
      id: Generated<number>;
      account_id: number;
      kind: NoticeKind;
      comment_id: number | null;
      by_account: number | null;
      at: Date;
      seen_at: Generated<Date | null>;
    };
    work_mail: { account_id: number; often: MailTime; stop_key: string; told_until: Date };
    selection: {
      key: string;
      account_id: number;
      /** The kind of the items. */
      list: string;
      query: string;
      whole: boolean;
      at: Date;
      things: number[];
      versions: number[];
      /** The accounts to which the items were assigned; 0: not assigned. */
      holders: number[];
      outcome: unknown;
    };
    work_feed: { account_id: number; nonce: Uint8Array };
  }
}
