import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { takeWaiting, whichReply } from './change-reply.ts';
import { replyWords } from './schema.ts';

/**
 * Publishes a reply with its article, under the name that the person gives: on the article's page, in its PDF, in feeds
 * and in data. No later operation changes the words of the reply.
 * @throws AppError `act_impossible` if the article is not public
 */
export const publishReply = defineOperation({
  name: 'requests.publishReply',
  permission: editors,
  input: z.object({ ...whichReply, ...replyWords }),
  async write({ tx, input, at, change }) {
    const { thing, before } = await takeWaiting(tx, input, at);
    const { state } = await tx
      .selectFrom('document')
      .select('state')
      .where('id', '=', before.document_id)
      .executeTakeFirstOrThrow();
    if (state !== 'published' && state !== 'retracted') throw new AppError('act_impossible', { details: { state } });
    const after = {
      state: 'published' as const,
      settled_at: at,
      asker: input.by,
      words: input.words,
      language: input.language,
    };
    await tx.updateTable('reply').set(after).where('id', '=', thing.id).execute();
    change({
      kind: 'reply',
      thingId: thing.id,
      action: 'published',
      before: { state: before.state },
      after: { state: 'published', asker: input.by, words: input.words, language: input.language },
    });
    return { version: thing.version + 1 };
  },
});
