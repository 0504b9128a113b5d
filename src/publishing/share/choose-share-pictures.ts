import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { lockShownArticles } from '../../documents/lock-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { parseRef } from '../../record/refs.ts';
import type {} from './tables.ts';

/**
 * Selects the photo that other sites show with links to an article. Without a photo, they show a picture of the
 * headline. The photo must be in the article, because its credit is shown there. On a published article, only editors
 * can change the photo, because readers see the change at once.
 * @throws AppError `editor_needed`, `not_found`, `redacted`; `invalid_input` for a photo that is not in the article
 */
export const chooseSharePictures = defineOperation({
  name: 'publishing.chooseSharePictures',
  permission: filing,
  input: z.object({
    articles: z
      .array(
        z.object({
          article: articleRef,
          photo: z
            .string()
            .regex(/^photo\/[1-9]\d{0,15}$/, 'publishing.error.share')
            .nullable(),
        }),
      )
      .min(1)
      .max(1000),
  }),
  async write({ tx, input, principal, change }) {
    const ids = await lockShownArticles(
      tx,
      input.articles.map((one) => one.article),
      principal,
    );
    for (const [index, { article, photo }] of input.articles.entries()) {
      const id = ids.get(article)!;
      const held = await tx
        .selectFrom('article_share')
        .innerJoin('thing', 'thing.id', 'article_share.photo_id')
        .select('thing.number')
        .where('document_id', '=', id)
        .executeTakeFirst();
      const before = held ? `photo/${held.number}` : null;
      if (before === photo) continue;
      await tx.deleteFrom('article_share').where('document_id', '=', id).execute();
      if (photo !== null) {
        const shown = await tx
          .selectFrom('revision_photo')
          .innerJoin('revision', 'revision.id', 'revision_photo.revision_id')
          .innerJoin('thing', 'thing.id', 'revision_photo.photo_id')
          .select('thing.id')
          .where('revision.document_id', '=', id)
          .where('thing.number', '=', parseRef(photo)!.number)
          .executeTakeFirst();
        if (!shown)
          throw new AppError('invalid_input', {
            fields: [{ path: `articles.${index}.photo`, message: 'publishing.error.share' }],
          });
        await tx.insertInto('article_share').values({ document_id: id, photo_id: shown.id }).execute();
      }
      change({
        kind: 'article',
        thingId: id,
        action: 'changed',
        before: { sharePicture: before },
        after: { sharePicture: photo },
      });
    }
  },
});
