import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { CommentState, RejectReason, ReportReason } from './tables.ts';

/** A comment as the desk sees it. */
export type QueuedComment = {
  id: number;
  article: { number: number; headline: string; language: string };
  state: CommentState;
  name: string;
  text: string;
  held: string[];
  writtenAt: Date;
  reason: RejectReason | null;
  note: string;
  reports: { reason: ReportReason; note: string }[];
};

export const queues = ['open', 'published', 'rejected'] as const;
export type Queue = (typeof queues)[number];

/** SQL for the number of marks that the checks (steps.ts) gave a comment, without `first`, which every comment has. */
const suspicion = sql`cardinality(array_remove(c.held, 'first'))`;

const within = (queue: Queue) =>
  queue === 'open'
    ? sql`(c.state = 'waiting' or exists (select from reader_comment_report r where r.comment_id = c.id))`
    : queue === 'published'
      ? sql`c.state = 'published'`
      : sql`c.state = 'rejected' and c.text <> ''`;

/**
 * The comments that need a decision. Reported comments come first, then those with the fewest marks, then the oldest.
 * All other lists start with the newest comment.
 */
export async function loadQueue(
  db: Reader,
  queue: Queue,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<QueuedComment[]> {
  const { rows } = await sql<Omit<QueuedComment, 'article'> & { number: number; headline: string; language: string }>`
    select c.id::int as id, t.number::int as number, v.headline, v.language, c.state, c.name, c.text, c.held, c.written_at as "writtenAt", c.reason, c.note,
      coalesce((select json_agg(json_build_object('reason', r.reason, 'note', r.note) order by r.id) from reader_comment_report r where r.comment_id = c.id), '[]') as reports
    from reader_comment c join thing t on t.id = c.document_id join document d on d.id = t.id join revision v on v.id = d.revision_id
    where ${within(queue)}
    order by ${queue === 'open' ? sql`c.state <> 'published', ${suspicion}, c.id` : sql`c.id desc`} limit ${limit} offset ${offset}`.execute(
    db,
  );
  return rows.map(({ number, headline, language, ...row }) => ({ ...row, article: { number, headline, language } }));
}

export const countQueue = async (db: Reader, queue: Queue): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from reader_comment c where ${within(queue)}`.execute(db))
    .rows[0]!.count;
