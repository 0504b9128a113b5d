import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { encryptRow, RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import type { ReportTexts } from './comment-texts.ts';
import { reportReasons } from './tables.ts';

/** The maximum number of stored reports about a comment. Further ones would tell the desk nothing new. */
const most = 20;

/** Stores a reader's report of a comment, encrypted. No data about the reader is stored. @throws AppError `not_found` */
export const reportComment = defineOperation({
  name: 'publishing.reportComment',
  permission: 'anyone',
  input: z.object({
    comment: z.number().int().positive(),
    reason: z.enum(reportReasons, 'publishing.comments.error.reason'),
    note: z.string().trim().max(1000, 'errors.field.text.long').default(''),
  }),
  prepare: async ({ input, app }): Promise<RowKey | null> =>
    input.note ? new RowKeys(app.config.dataDir).create() : null,
  async write({ tx, input, prepared: key, at }) {
    const row = await tx
      .selectFrom('reader_comment')
      .select('id')
      .where('id', '=', input.comment)
      .where('state', '=', 'published')
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    const { count } = await tx
      .selectFrom('reader_comment_report')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('comment_id', '=', row.id)
      .executeTakeFirstOrThrow();
    if (count < most)
      await tx
        .insertInto('reader_comment_report')
        .values({
          comment_id: row.id,
          reason: input.reason,
          note: '',
          at,
          row_key: key?.name ?? null,
          encrypted: key && encryptRow(key, { note: input.note } satisfies ReportTexts),
        })
        .execute();
  },
});
