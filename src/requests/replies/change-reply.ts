import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { addFiles, fileSummaries, putFiles, settleFiles } from '../../record/files/store-files.ts';
import { refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { deadlineOf, readReplies } from './file-replies.ts';
import { replyInput } from './schema.ts';

/** The request to publish a reply, and the version of it that the user saw. */
export const whichReply = { reply: refSchema, version: z.coerce.number().int().positive() };

/** Locks a request that needs a decision. @throws AppError `not_found`, `conflict`, `sealed`, `act_impossible` */
export async function takeWaiting(tx: Tx, input: { reply: string; version: number }, at: Date) {
  const thing = await takeForChange(tx, input.reply, at, { version: input.version, kinds: ['reply'] });
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const before = await tx.selectFrom('reply').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  if (before.state !== 'waiting') throw new AppError('act_impossible', { details: { state: before.state } });
  return { thing, before };
}

/** Corrects the data of a request that needs a decision, and adds files. */
export const changeReply = defineOperation({
  name: 'requests.changeReply',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ ...whichReply, to: replyInput }),
  prepare: async ({ input, app }) => ({
    deadline: await deadlineOf(app.db.read, input.to),
    files: await putFiles(app, input.to.files),
  }),
  async write({ tx, input, prepared, at, change }) {
    const { thing, before } = await takeWaiting(tx, input, at);
    const [row] = await readReplies(tx, [input.to], [prepared.deadline], () => 'to.');
    await tx.updateTable('reply').set(row!).where('id', '=', thing.id).execute();
    await addFiles(tx, thing.id, prepared.files, at);
    const was = Object.fromEntries(Object.entries(before).filter(([name]) => name in row!));
    change({
      kind: 'reply',
      thingId: thing.id,
      action: 'changed',
      before: was,
      after: { ...row!, ...(prepared.files.length ? { files: fileSummaries(prepared.files) } : {}) },
    });
    return { version: thing.version + 1 };
  },
  cleanUp: ({ prepared, app, failed }) => settleFiles(app, prepared.files, failed),
});
