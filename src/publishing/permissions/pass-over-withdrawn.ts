import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../../record/refs.ts';

/** Notes that somebody looked through an article after a permission was taken back, and did what was to be done. */
export const passOverWithdrawn = defineOperation({
  name: 'publishing.passOverWithdrawn',
  permission: desk,
  input: z.object({ seen: z.array(z.object({ permission: refSchema, article: articleRef })).min(1).max(200) }),
  async write({ tx, input, at, change }): Promise<void> {
    const refs = new RefResolver();
    await refs.load(tx, input.seen.flatMap((one) => [one.permission, one.article]));
    for (const [index, one] of input.seen.entries()) {
      const permission = refs.find(one.permission, `seen.${index}.permission`, ['permission']);
      const article = refs.find(one.article, `seen.${index}.article`, ['article']);
      refs.throwIfWrong();
      await tx.insertInto('permission_seen').values({ permission_id: permission!.id, document_id: article!.id, at }).onConflict((conflict) => conflict.doNothing()).execute();
      change({ kind: 'permission', thingId: permission!.id, action: 'changed', before: null, after: { seen: one.article } });
    }
  },
});
