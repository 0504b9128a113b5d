import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { rejectReasons } from './tables.ts';

/**
 * A comment as readers see it, field by field (the invariant "Public by list"). A removed or withdrawn comment has no
 * name and no text.
 */
export const publicComment = z.strictObject({
  number: z.number(),
  /** `removed`: the desk removed the comment after publication. `withdrawn`: the writer withdrew it. */
  state: z.enum(['published', 'removed', 'withdrawn']),
  /** The name that the writer typed; it may be empty. */
  name: z.string(),
  paragraphs: z.array(z.string()),
  /** The day on which the comment was written. */
  on: z.iso.date(),
  publishedAt: z.iso.datetime(),
  /** Why the desk removed the comment. */
  reason: z.enum(rejectReasons).nullable(),
});
export type PublicComment = z.output<typeof publicComment>;

type Row = {
  number: number;
  state: 'published' | 'rejected' | 'withdrawn';
  name: string;
  text: string;
  written_at: Date;
  published_at: Date;
  reason: PublicComment['reason'];
};

const shown = (row: Row): PublicComment => {
  const stands = row.state === 'published';
  return {
    number: row.number,
    state: row.state === 'rejected' ? 'removed' : row.state,
    name: stands ? row.name : '',
    paragraphs: stands ? row.text.split(/\n\s*\n/) : [],
    on: row.written_at.toISOString().slice(0, 10),
    publishedAt: row.published_at.toISOString(),
    reason: row.state === 'rejected' ? row.reason : null,
  };
};

/** The public comments of an article, in pages. */
export const publicComments = z.strictObject({
  article: z.number(),
  /** Whether readers can write a comment now. */
  open: z.boolean(),
  total: z.number(),
  /** The number of comments that their writers withdrew, or that the desk removed. */
  gone: z.number(),
  page: z.number(),
  comments: z.array(publicComment),
});

/** Comments per page. */
export const commentsOnPage = 50;

/** One page of comments. @param article the article's number, with the counts of its comments */
export const commentsPage = async (
  db: Reader,
  { number, open, total, gone }: { number: number; open: boolean; total: number; gone: number },
  page: number,
): Promise<z.output<typeof publicComments>> =>
  publicComments.parse({
    article: number,
    open,
    total,
    gone,
    page,
    comments: await loadPublicComments(db, number, { limit: commentsOnPage, offset: (page - 1) * commentsOnPage }),
  });

const under = (article: number) =>
  sql`document_id = (select id from thing where kind = 'article' and number = ${article})`;

/** Comments, oldest first. `last` selects only the `limit` newest comments, and these are also sorted by age. */
export async function loadPublicComments(
  db: Reader,
  article: number,
  { offset = 0, limit, last = false }: { offset?: number; limit: number; last?: boolean },
): Promise<PublicComment[]> {
  const { rows } = await sql<Row>`
    select id::int as number, state, name, text, written_at, published_at, reason from reader_comment
    where ${under(article)} and published_at is not null order by id ${last ? sql`desc` : sql``} limit ${limit} offset ${offset}`.execute(
    db,
  );
  return (last ? rows.toReversed() : rows).map(shown);
}

/** The published comments of several articles, by the article's number, in the order of writing. */
export async function loadCommentsOf(db: Reader, articles: readonly number[]): Promise<Map<number, PublicComment[]>> {
  const { rows } = await sql<Row & { article: number }>`
    select t.number::int as article, c.id::int as number, c.state, c.name, c.text, c.written_at, c.published_at, c.reason from reader_comment c join thing t on t.id = c.document_id
    where t.kind = 'article' and t.number = any(${[...articles]}::bigint[]) and c.state = 'published' order by c.id`.execute(
    db,
  );
  return group(rows.map((row) => [row.article, shown(row)] as const));
}

/** A comment that readers can read and report. Null if there is none. */
export async function findPublicComment(db: Reader, article: number, number: number): Promise<PublicComment | null> {
  const { rows } = await sql<Row>`
    select id::int as number, state, name, text, written_at, published_at, reason from reader_comment where id = ${number} and ${under(article)} and state = 'published'`.execute(
    db,
  );
  return rows[0] ? shown(rows[0]) : null;
}
