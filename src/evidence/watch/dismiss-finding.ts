import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { lockFinding } from './lock-finding.ts';

/**
 * Dismisses an alert, because it is not an event of a case. The alert stays in the record, but no longer needs a
 * decision.
 * @throws AppError `conflict`
 */
export const dismissFinding = defineOperation({
  name: 'evidence.dismissFinding',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ finding: z.coerce.number().int().positive() }),
  async write({ tx, input, at, principal, change }): Promise<void> {
    const finding = await lockFinding(tx, input.finding);
    await tx
      .updateTable('watch_finding')
      .set({ state: 'dismissed', decided_by: principal.accountId, decided_at: at })
      .where('id', '=', input.finding)
      .execute();
    change({
      kind: 'watch',
      thingId: finding.source_id,
      action: 'changed',
      before: { finding: input.finding, state: 'open' },
      after: { finding: input.finding, state: 'dismissed' },
    });
  },
});
