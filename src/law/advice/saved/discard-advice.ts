import { z } from 'zod';
import { editors, legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { noteErasure } from '../../../platform/erasing/note-erasure.ts';
import { defineOperation, mayRun } from '../../../platform/operation.ts';
import '../tables.ts';

const input = z.object({ advice: z.coerce.number().int().positive() });

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
    await noteErasure(tx, { act: 'end', tables: ['kept_advice', 'kept_advice_for'] });
    change({ kind: 'article', thingId: row.article_id, action: 'removed', before: { advice }, after: null });
  },
});
