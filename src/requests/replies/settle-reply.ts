import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { takeWaiting, whichReply } from './change-reply.ts';

const settled = z
  .object({
    state: z.enum(['corrected', 'refused', 'withdrawn'], 'errors.field.reply.state'),
    reason: z.string().trim().max(5000, 'errors.field.text.long').default(''),
  })
  .refine((one) => one.state !== 'refused' || one.reason.length >= 10, {
    path: ['reason'],
    error: 'errors.field.reason.short',
  });

/**
 * Ends a request without publishing a reply, for one of three reasons: the article was corrected instead (by
 * `correctArticle`), an editor refused the request, or the person withdrew the request.
 */
export const settleReply = defineOperation({
  name: 'requests.settleReply',
  permission: editors,
  input: z.object({ ...whichReply, to: settled }),
  async write({ tx, input, at, change }) {
    const { thing, before } = await takeWaiting(tx, input, at);
    if (input.to.state === 'corrected') {
      const since = await tx
        .selectFrom('correction')
        .innerJoin('edition', 'edition.id', 'correction.edition_id')
        .select('correction.id')
        .where('correction.document_id', '=', before.document_id)
        .where(sql<boolean>`edition.at >= ${before.received}::date`)
        .executeTakeFirst();
      if (!since)
        throw new AppError('invalid_input', {
          fields: [{ path: 'to.state', message: 'errors.field.reply.not_corrected' }],
        });
    }
    const after = { state: input.to.state, settled_at: at, reason: input.to.reason };
    await tx.updateTable('reply').set(after).where('id', '=', thing.id).execute();
    change({
      kind: 'reply',
      thingId: thing.id,
      action: 'changed',
      before: { state: before.state },
      after: { state: input.to.state, reason: input.to.reason },
    });
    return { version: thing.version + 1 };
  },
});
