import type { Generated } from 'kysely';

export const priorities = ['high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** Days after which a notice is deleted. */
export const noticeDays = 60;

/** Days for which the history of an item says who was responsible for it. */
export const assignmentDays = 365;

/**
 * What people are told of: `assigned` to them, a `mention` in a comment, their article was `returned` or `approved`,
 * their proposal was `decided`, an item that they follow has changed (`followed`).
 */
export const noticeKinds = ['assigned', 'mention', 'returned', 'approved', 'decided', 'followed'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How often someone wants emails about their work, if at all. `hourly`: every few hours, if there is something new. */
export const mailTimes = ['daily', 'hourly'] as const;
export type MailTime = (typeof mailTimes)[number];

/** Exactly one of these is set. */
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
      /** Null: since then, nobody is responsible. */
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
      /** Accounts; 0: nobody. */
      holders: number[];
      outcome: unknown;
    };
    work_feed: { account_id: number; nonce: Uint8Array };
  }
}
