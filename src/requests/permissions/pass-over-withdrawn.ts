import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { canOpenPermission } from './withdraw-permission.ts';
import { AppError } from '../../platform/errors.ts';
import { articleRef } from '../../documents/save-article.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../../record/refs.ts';

/**
 * Records that a user checked an article after a permission was withdrawn, and made the necessary changes. For a sealed
 * permission, it records only that all affected articles were checked, because the list of these articles is sealed
 * (docs/decisions/0115).
 */
export const passOverWithdrawn = defineOperation({
  name: 'requests.passOverWithdrawn',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({
    seen: z
      .array(z.object({ permission: refSchema, article: articleRef.optional() }))
      .min(1)
      .max(200),
  }),
  async write({ tx, input, principal, at, change }): Promise<void> {
    const refs = new RefResolver();
    await refs.load(
      tx,
      input.seen.flatMap((one) => (one.article ? [one.permission, one.article] : [one.permission])),
    );
    for (const [index, one] of input.seen.entries()) {
      const permission = refs.find(one.permission, `seen.${index}.permission`, ['permission']);
      const article = one.article ? refs.find(one.article, `seen.${index}.article`, ['article']) : null;
      refs.throwIfWrong();
      const { visibility } = await tx
        .selectFrom('thing')
        .select('visibility')
        .where('id', '=', permission!.id)
        .executeTakeFirstOrThrow();
      if ((visibility === 'sealed') !== (article === null))
        throw visibility === 'sealed'
          ? new AppError('sealed')
          : new AppError('invalid_input', {
              fields: [{ path: `seen.${index}.article`, message: 'errors.field.ref.bad' }],
            });
      if (article === null) {
        if (!(await canOpenPermission(tx, permission!.id, principal))) throw new AppError('sealed');
        await tx
          .updateTable('permission')
          .set({ looked_through_at: at })
          .where('id', '=', permission!.id)
          .where('state', '=', 'withdrawn')
          .execute();
        change({
          kind: 'permission',
          thingId: permission!.id,
          action: 'changed',
          before: null,
          after: { looked_through: true },
        });
        continue;
      }
      await tx
        .insertInto('permission_seen')
        .values({ permission_id: permission!.id, document_id: article!.id, at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      change({
        kind: 'permission',
        thingId: permission!.id,
        action: 'changed',
        before: null,
        after: { seen: one.article },
      });
    }
  },
});
