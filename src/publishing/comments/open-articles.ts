import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { lockArticle } from '../../documents/lock-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import type {} from './tables.ts';

/** Opens or closes comments on single articles. Null: the publication's setting decides. Published comments stay. */
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
      const thing = await lockArticle(tx, article);
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
