import { z } from 'zod';
import { desk } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { accountOf, defineOperation } from '../platform/operation.ts';
import { findItem } from './item.ts';

/** The maximum number of items that one account can follow. */
const maxFollowed = 1000;

/** Follows items, or stops following them. Other people do not see which items someone follows. */
export const follow = defineOperation({
  name: 'work.follow',
  permission: desk,
  publicItems: 'unseen',
  input: z.object({
    items: z
      .array(z.string().regex(/^(case|source|article)\/[1-9]\d{0,14}$/, 'work.error.item'))
      .min(1)
      .max(500)
      .describe('`case/12`, `source/3` or `article/7`'),
    follow: z.boolean(),
  }),
  async write({ tx, input, principal, at }): Promise<void> {
    const account = accountOf(principal);
    for (const ref of input.items) {
      const { id } = await findItem(tx, ref);
      if (input.follow)
        await tx
          .insertInto('follow')
          .values({ account_id: account, thing_id: id, at })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      else {
        await tx.deleteFrom('follow').where('account_id', '=', account).where('thing_id', '=', id).execute();
        await tx
          .deleteFrom('notice')
          .where('account_id', '=', account)
          .where('thing_id', '=', id)
          .where('kind', '=', 'followed')
          .execute();
      }
    }
    const { count } = await tx
      .selectFrom('follow')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('account_id', '=', account)
      .executeTakeFirstOrThrow();
    if (Number(count) > maxFollowed)
      throw new AppError('invalid_input', {
        fields: [{ path: 'items', message: 'work.error.follows', params: { most: maxFollowed } }],
      });
  },
});
