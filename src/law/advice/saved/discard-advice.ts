import { z } from 'zod';
import { editors, legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation, mayRun, run, type App, type Principal } from '../../../platform/operation.ts';
import '../tables.ts';

const input = z.object({ advice: z.coerce.number().int().positive() });

/**
 * Deletes stored advice. Then rewrites its table, because the database's files would still contain the deleted rows.
 */
export async function discardAdvice(
  app: App,
  principal: Principal | null,
  asked: z.input<typeof input>,
): Promise<void> {
  await run(app, discardSavedAdvice, principal, asked);
  await app.db.executeSql('vacuum full kept_advice');
}

/**
 * Deletes stored advice. Editors, and the people for whom it is encrypted, may do this.
 * @throws AppError `not_found`, `not_permitted`
 */
export const discardSavedAdvice = defineOperation({
  name: 'law.dropAdvice',
  permission: legal,
  publicItems: 'unseen',
  onFullDisk: 'runs',
  input,
  async write({ tx, input: { advice }, principal, change }) {
    const row = await tx.selectFrom('kept_advice').select('article_id').where('id', '=', advice).executeTakeFirst();
    if (!row) throw new AppError('not_found');
    const mine = await tx
      .selectFrom('kept_advice_for')
      .select('account_id')
      .where('advice_id', '=', advice)
      .where('account_id', '=', principal.accountId ?? 0)
      .executeTakeFirst();
    if (!mine && !mayRun(principal, { permission: editors }))
      throw new AppError('not_permitted', { details: { roles: editors.join(', ') } });
    await tx.deleteFrom('kept_advice').where('id', '=', advice).execute();
    change({ kind: 'article', thingId: row.article_id, action: 'removed', before: { advice }, after: null });
  },
});
