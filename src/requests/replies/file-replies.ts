import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { settleFiles } from '../../record/files/store-files.ts';
import { sealForInput } from '../../record/protection/new-sealed.ts';
import { RefResolver } from '../../record/refs.ts';
import { putFilesOf, storeRequests } from '../store-requests.ts';
import { replyDeadline } from './deadline.ts';
import { replyInput, type ReplyInput } from './schema.ts';

type Deadline = { day: string; duty: number } | null;

/**
 * The deadline that legal duties set. Null if someone entered a deadline, or if no duty sets one. Call this before the
 * transaction, because it reads all duties of the publication's countries.
 */
export const deadlineOf = async (db: Reader, { deadline, received }: ReplyInput): Promise<Deadline> =>
  deadline ? null : replyDeadline(db, received);

/** Builds the database rows of requests. @throws AppError `invalid_input` by field */
export async function readReplies(
  tx: Tx,
  replies: readonly ReplyInput[],
  deadlines: readonly Deadline[],
  path: (index: number) => string,
) {
  const refs = new RefResolver();
  await refs.load(
    tx,
    replies.flatMap((one) => [one.article, ...(one.actor ? [one.actor] : [])]),
  );
  const found = replies.map((one, index) => ({
    article: refs.find(one.article, `${path(index)}article`, ['article']),
    asker: one.actor ? refs.find(one.actor, `${path(index)}actor`, ['actor']) : null,
  }));
  refs.throwIfWrong();
  const ids = found.map(({ article }) => article!.id);
  const editions = new Map(
    (await tx.selectFrom('document').select(['id', 'edition_id']).where('id', 'in', ids).execute()).map((row) => [
      row.id,
      row.edition_id,
    ]),
  );
  const wrong: FieldError[] = [];
  const rows = replies.map((one, index) => {
    const { article, asker } = found[index]!;
    const edition = editions.get(article!.id) ?? null;
    if (edition === null) wrong.push({ path: `${path(index)}article`, message: 'errors.field.reply.unpublished' });
    if (one.deadline && one.deadline < one.received)
      wrong.push({ path: `${path(index)}deadline`, message: 'errors.field.demand.deadline' });
    return {
      kind: one.kind,
      document_id: article!.id,
      edition_id: edition,
      sentences: one.sentences,
      asker_id: asker?.id ?? null,
      asker: one.asker,
      contact: one.contact,
      asked: one.asked,
      received: one.received,
      deadline: one.deadline ?? deadlines[index]?.day ?? null,
      duty_id: one.deadline ? null : (deadlines[index]?.duty ?? null),
    };
  });
  if (wrong.length) throw new AppError('invalid_input', { fields: wrong });
  return rows;
}

/**
 * Files requests to publish a reply or a refutation with an article. If no deadline is entered, the legal duties of the
 * publication's countries set it.
 */
export const fileReplies = defineOperation({
  name: 'requests.fileReplies',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    replies: z
      .array(replyInput.extend({ sealFor: sealForInput }))
      .min(1)
      .max(100),
  }),
  async prepare({ input, app }) {
    const deadlines: Deadline[] = [];
    for (const one of input.replies) deadlines.push(await deadlineOf(app.db.read, one));
    return { deadlines, files: await putFilesOf(app, input.replies) };
  },
  async write(writing): Promise<{ replies: string[] }> {
    const { tx, input, prepared } = writing;
    const rows = await readReplies(tx, input.replies, prepared.deadlines, (index) => `replies.${index}.`);
    const replies = await storeRequests(writing, 'reply', rows, prepared.files, {
      list: 'replies',
      sealFor: input.replies.map((one) => one.sealFor),
    });
    return { replies };
  },
  cleanUp: ({ prepared, app, failed }) => settleFiles(app, prepared.files.flat(), failed),
});
