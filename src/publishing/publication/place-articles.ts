import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { lockArticle } from '../../documents/lock-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sectionKey } from './change-sections.ts';

/**
 * Puts articles into sections, or takes them out.
 * @throws AppError `not_found`; `invalid_input` for an unknown section
 */
export const placeArticles = defineOperation({
  name: 'publishing.placeArticles',
  permission: editors,
  input: z.object({
    articles: z
      .array(z.object({ article: articleRef, section: sectionKey.nullable() }))
      .min(1)
      .max(1000),
  }),
  async write({ tx, input, change }) {
    const sections = new Set((await tx.selectFrom('section').select('key').execute()).map((row) => row.key));
    for (const [index, { article, section }] of input.articles.entries()) {
      if (section !== null && !sections.has(section))
        throw new AppError('invalid_input', {
          fields: [{ path: `articles.${index}.section`, message: 'publishing.publication.error.section.unknown' }],
        });
      const thing = await lockArticle(tx, article);
      const before =
        (
          await tx
            .selectFrom('article_section')
            .select('section')
            .where('document_id', '=', thing.id)
            .executeTakeFirst()
        )?.section ?? null;
      if (before === section) continue;
      await tx.deleteFrom('article_section').where('document_id', '=', thing.id).execute();
      if (section !== null) await tx.insertInto('article_section').values({ document_id: thing.id, section }).execute();
      change({
        kind: 'article',
        thingId: thing.id,
        action: 'changed',
        before: { section: before },
        after: { section },
      });
    }
  },
});
