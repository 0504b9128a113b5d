import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import { takeForChange } from '../../record/things.ts';

/**
 * Records that someone checked the news in the cases of articles, and found nothing to add. `until`: when this person
 * loaded the list. Later changes remain news.
 */
export const passOverNews = defineOperation({
  name: 'publishing.passOverNews',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({
    articles: z
      .array(z.object({ article: articleRef, until: z.coerce.date('publishing.error.missing') }))
      .min(1)
      .max(1000),
  }),
  async write({ tx, input, at, change }): Promise<void> {
    for (const { article, until } of input.articles) {
      const thing = await takeForChange(tx, article, at, { kinds: ['article'] });
      const { news_seen_at: before } = await tx
        .selectFrom('document')
        .select('news_seen_at')
        .where('id', '=', thing.id)
        .executeTakeFirstOrThrow();
      const seen = until > at ? at : until;
      await tx.updateTable('document').set({ news_seen_at: seen }).where('id', '=', thing.id).execute();
      change({
        kind: 'article',
        thingId: thing.id,
        action: 'changed',
        before: { news_seen: before?.toISOString() ?? null },
        after: { news_seen: seen.toISOString() },
      });
    }
  },
});
