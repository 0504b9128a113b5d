import type { Generated } from 'kysely';

import { replyKinds } from '../../publishing/public/public-replies.ts';

export { replyKinds };
export type ReplyKind = (typeof replyKinds)[number];

export const replyStates = ['waiting', 'published', 'corrected', 'refused', 'withdrawn'] as const;
export type ReplyState = (typeof replyStates)[number];

/** The internal data of a settled reply is deleted after this many years (docs/decisions/0074). */
export const replyYears = 2;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    reply: {
      id: number;
      kind: ReplyKind;
      document_id: number;
      edition_id: number | null;
      sentences: string[];
      asker_id: number | null;
      asker: string;
      contact: string;
      asked: string;
      received: string;
      deadline: string | null;
      duty_id: number | null;
      state: Generated<ReplyState>;
      settled_at: Date | null;
      reason: Generated<string>;
      words: string | null;
      language: string | null;
      ended_at: Date | null;
    };
  }
}
