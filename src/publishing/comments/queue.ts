import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { EncryptedRow, RowKeys } from '../../platform/storage/row-keys.ts';
import { group } from '../../platform/text/group.ts';
import { noTexts, readComment, type ReportTexts } from './comment-texts.ts';
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
  /** Whether the texts can no longer be read, because an older backup was restored and their key was deleted since. */
  lost: boolean;
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
      : sql`c.state = 'rejected' and (c.text <> '' or c.encrypted is not null)`;

/**
 * The comments that need a decision. Reported comments come first, then those with the fewest marks, then the oldest.
 * All other lists start with the newest comment.
 */
export async function loadQueue(
  db: Reader,
  keys: RowKeys,
  queue: Queue,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<QueuedComment[]> {
  const { rows } = await sql<
    Omit<QueuedComment, 'article' | 'lost' | 'reports'> &
      EncryptedRow & { number: number; headline: string; language: string }
  >`
    select c.id::int as id, t.number::int as number, v.headline, v.language, c.state, c.name, c.text, c.held, c.written_at as "writtenAt", c.reason, c.note, c.row_key, c.encrypted
    from reader_comment c join thing t on t.id = c.document_id join document d on d.id = t.id join revision v on v.id = d.revision_id
    where ${within(queue)}
    order by ${queue === 'open' ? sql`c.state <> 'published', ${suspicion}, c.id` : sql`c.id desc`} limit ${limit} offset ${offset}`.execute(
    db,
  );
  const reports = await loadReports(
    db,
    keys,
    rows.map(({ id }) => id),
  );
  const shown: QueuedComment[] = [];
  for (const { number, headline, language, row_key, encrypted, ...row } of rows) {
    const texts = await readComment(keys, { ...row, row_key, encrypted });
    shown.push({
      ...row,
      ...(texts ?? noTexts),
      lost: texts === null,
      reports: reports.get(row.id) ?? [],
      article: { number, headline, language },
    });
  }
  return shown;
}

/** Readers' reports, by the id of the comment. */
async function loadReports(
  db: Reader,
  keys: RowKeys,
  comments: readonly number[],
): Promise<Map<number, QueuedComment['reports']>> {
  if (comments.length === 0) return new Map();
  const rows = await db
    .selectFrom('reader_comment_report')
    .select(['comment_id', 'reason', 'note', 'row_key', 'encrypted'])
    .where('comment_id', 'in', [...comments])
    .orderBy('id')
    .execute();
  const reports: (readonly [number, QueuedComment['reports'][number]])[] = [];
  for (const { comment_id, reason, note, ...row } of rows)
    reports.push([comment_id, { reason, note: (await keys.read<ReportTexts>(row))?.note ?? note }]);
  return group(reports);
}

export const countQueue = async (db: Reader, queue: Queue): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::int as count from reader_comment c where ${within(queue)}`.execute(db))
    .rows[0]!.count;
