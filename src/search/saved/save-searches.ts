import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { desk, editors, isEditor } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { accountOf, defineOperation } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { digests } from './tables.ts';

/** The maximum number of saved searches of one account. */
export const maxSaved = 100;

const savedSearch = z.object({
  /** The key of the saved search to change. If it is left out, a new one is created. */
  key: z.string().max(64).optional(),
  name: z.string().trim().min(1, 'error.text.missing').max(120, 'errors.field.text.long'),
  /** The query string of the page, such as `q=lawsuit&country=KZ`. */
  query: z.string().max(4000, 'errors.field.text.long'),
  digest: z.enum(digests),
  /** The list that `query` is a view of, such as `claim`; left out for a search. */
  list: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .nullable()
    .default(null),
  /** Whether everyone at the desk sees the view of a list. Only editors can share one. */
  shared: z.boolean().default(false),
});

/**
 * Saves searches or views of lists for the account. They are private, so the history does not show them, except views
 * of lists that an editor shares.
 * @throws AppError `not_permitted` if someone who is not an editor shares a view; `not_found` for an unknown key or the
 *   key of another account; `invalid_input` for more than `maxSaved` searches
 */
export const saveSearches = defineOperation({
  name: 'search.save',
  permission: desk,
  input: z.object({ searches: z.array(savedSearch).min(1).max(maxSaved) }),
  async write({ tx, input, principal, at }): Promise<{ keys: string[] }> {
    const account = accountOf(principal);
    const keys: string[] = [];
    for (const { key, ...to } of input.searches) {
      if (to.shared && !isEditor(principal))
        throw new AppError('not_permitted', { details: { roles: editors.join(', ') } });
      if (key === undefined) {
        const made = randomKey();
        await tx
          .insertInto('saved_search')
          .values({ ...to, key: made, account_id: account, stop_key: randomKey(), created_at: at, told_until: at })
          .execute();
        keys.push(made);
        continue;
      }
      const was = await tx
        .selectFrom('saved_search')
        .select('digest')
        .where('key', '=', key)
        .where('account_id', '=', account)
        .forUpdate()
        .executeTakeFirst();
      if (!was) throw new AppError('not_found');
      // If emails are switched on now, the first email is about changes from now on.
      await tx
        .updateTable('saved_search')
        .set(was.digest === 'none' && to.digest !== 'none' ? { ...to, told_until: at } : to)
        .where('key', '=', key)
        .execute();
      keys.push(key);
    }
    await assertFew(tx, account);
    return { keys };
  },
});

const randomKey = (): string => randomBytes(18).toString('base64url');

async function assertFew(tx: Tx, account: number): Promise<void> {
  const { count } = await tx
    .selectFrom('saved_search')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow();
  if (Number(count) > maxSaved)
    throw new AppError('invalid_input', {
      fields: [{ path: 'searches', message: 'search.saved.too_many', params: { count: maxSaved } }],
    });
}
