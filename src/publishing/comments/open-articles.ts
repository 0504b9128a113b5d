import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { parseRef } from '../../record/refs.ts';
import type {} from './tables.ts';

/** Opens or closes comments on single articles; null: the publication's setting. Published comments stay. */
export const openArticles = defineOperation({
  name: 'publishing.openArticlesToComments',
  permission: editors,
  input: z.object({
    articles: z
      .array(z.object({ article: articleRef, open: z.boolean().nullable() }))
      .min(1)
      .max(1000),
  }),
  async write({ tx, input, change }) {
    for (const { article, open } of input.articles) {
      const thing = await tx
        .selectFrom('thing')
        .select(['id', 'redacted_at'])
        .where('kind', '=', 'article')
        .where('number', '=', parseRef(article)!.number)
        .forUpdate()
        .executeTakeFirst();
      if (!thing) throw new AppError('not_found');
      if (thing.redacted_at) throw new AppError('redacted');
      const before =
        (
          await tx
            .selectFrom('article_commenting')
            .select('open')
            .where('document_id', '=', thing.id)
            .executeTakeFirst()
        )?.open ?? null;
      if (before === open) continue;
      await tx.deleteFrom('article_commenting').where('document_id', '=', thing.id).execute();
      if (open !== null) await tx.insertInto('article_commenting').values({ document_id: thing.id, open }).execute();
      change({
        kind: 'article',
        thingId: thing.id,
        action: 'changed',
        before: { comments: before },
        after: { comments: open },
      });
    }
  },
});
