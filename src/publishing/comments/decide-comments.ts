import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { defineOperation } from '../../platform/operation.ts';
import { decryptRow, encryptRow, RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import { loadCommenting } from './commenting.ts';
import { noTexts, type CommentTexts } from './comment-texts.ts';
import { rejectReasons } from './tables.ts';

const comment = z.coerce.number().int().positive();
const decision = z.discriminatedUnion('state', [
  z.object({ comment, state: z.literal('published') }),
  z
    .object({
      comment,
      state: z.literal('rejected'),
      reason: z.enum(rejectReasons, 'publishing.comments.error.reason'),
      note: z.string().trim().max(1000, 'errors.field.text.long').default(''),
    })
    // The reason `other` needs a note, because otherwise the writer would not learn the reason.
    .refine((one) => one.reason !== 'other' || one.note.length >= 10, {
      path: ['note'],
      error: 'errors.field.reason.short',
    }),
]);

/**
 * Publishes comments, or rejects them for a reason, which also settles readers' reports about them. The history gets
 * the numbers of the comments and the reasons, but no texts. If a law demands identification, only comments of
 * identified writers can be published. If a comment is rejected before publication, the writer's identity is deleted.
 *
 * A published comment is stored in plain text, and a rejected one is encrypted. A published comment keeps its key for a
 * time (`endComments`), because older backups have it encrypted.
 * @throws AppError `not_found` if the writer has withdrawn or not confirmed the comment, or if its text was deleted;
 * `comment_unidentified`; `conflict` if someone else decided at the same time
 */
export const decideComments = defineOperation({
  name: 'publishing.decideComments',
  permission: editors,
  input: z.object({ comments: z.array(decision).min(1).max(500) }),
  async prepare({ input: { comments }, app }): Promise<{ keys: Map<number, Keys>; ended: (string | null)[] }> {
    const ids = comments.map(({ comment }) => comment);
    const rows = await app.db.read
      .selectFrom('reader_comment')
      .select(['id', 'row_key'])
      .where('id', 'in', ids)
      .execute();
    const rejected = new Set(comments.flatMap(({ comment, state }) => (state === 'rejected' ? comment : [])));
    const keys = new RowKeys(app.config.dataDir);
    const prepared = new Map<number, Keys>();
    for (const { id, row_key: name } of rows) {
      const own = await keys.find(name);
      prepared.set(id, { name, own, key: own ?? (rejected.has(id) ? await keys.create() : null) });
    }
    return { keys: prepared, ended: [] };
  },
  async write({ tx, input, prepared: { keys, ended }, at, change }) {
    const { commenting } = await loadCommenting(tx);
    let hidden = 0;
    for (const one of input.comments) {
      const before = await tx
        .selectFrom('reader_comment')
        .select(['id', 'document_id', 'state', 'reason', 'published_at', 'name', 'text', 'row_key', 'encrypted'])
        .where('id', '=', one.comment)
        .forUpdate()
        .executeTakeFirst();
      if (!before || before.state === 'withdrawn' || before.state === 'unconfirmed') throw new AppError('not_found');
      const { name, own, key } = keys.get(before.id) ?? { name: null, own: null, key: null };
      if (before.row_key !== name) throw new AppError('conflict');
      const texts =
        before.encrypted === null
          ? { name: before.name, text: before.text }
          : own && decryptRow<CommentTexts>(own, before.encrypted);
      // A comment whose key was deleted can still be rejected, so that it leaves the queue.
      if (!texts ? one.state === 'published' : texts.text === '') throw new AppError('not_found');
      if (one.state === 'published' && commenting.mode === 'identified' && before.published_at === null) {
        const identified = await tx
          .selectFrom('commenter_identity')
          .select('comment_id')
          .where('comment_id', '=', before.id)
          .where('identified_on', 'is not', null)
          .executeTakeFirst();
        if (!identified) throw new AppError('comment_unidentified', { details: { number: before.id } });
      }
      if (one.state === 'rejected' && before.published_at === null)
        await tx.deleteFrom('commenter_identity').where('comment_id', '=', before.id).execute();
      const reports = await tx
        .deleteFrom('reader_comment_report')
        .where('comment_id', '=', before.id)
        .returning('row_key')
        .execute();
      ended.push(...reports.map((report) => report.row_key));
      const reason = one.state === 'published' ? null : one.reason;
      const stored =
        one.state === 'published'
          ? { ...noTexts, name: texts!.name, text: texts!.text, encrypted: null }
          : texts && key
            ? { ...noTexts, row_key: key.name, encrypted: encryptRow(key, { ...texts, note: one.note }) }
            : {};
      if (one.state === 'rejected' && before.encrypted === null) hidden++;
      await tx
        .updateTable('reader_comment')
        .set({
          ...stored,
          state: one.state,
          reason,
          decided_at: at,
          published_at: before.published_at ?? (one.state === 'published' ? at : null),
        })
        .where('id', '=', before.id)
        .execute();
      if (before.state === one.state && reports.length === 0) continue;
      change({
        kind: 'article',
        thingId: before.document_id,
        action: 'changed',
        before: { readerComment: before.id, state: before.state, reason: before.reason },
        after: { readerComment: before.id, state: one.state, reason },
      });
    }
    // What was public is now encrypted, and must leave the files.
    await noteEnded(tx, { reader_comment: hidden });
  },
  async cleanUp({ prepared, app, failed }) {
    if (!failed) await new RowKeys(app.config.dataDir).end(prepared.ended);
  },
});

/** `name`: the row's `row_key`; `own`: this key, unless it was deleted; `key`: `own`, or a new key to encrypt with. */
type Keys = { name: string | null; own: RowKey | null; key: RowKey | null };
