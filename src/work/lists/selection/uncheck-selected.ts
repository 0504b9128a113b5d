import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { beginAct } from './begin-act.ts';
import { storeOutcome } from './selection.ts';

/**
 * Removes the checks of the selected claims. Skips claims that have changed since the selection. No one can check
 * claims in bulk, because a check means that someone has compared this claim with its source.
 */
export const uncheckSelected = defineOperation({
  name: 'work.uncheckSelected',
  permission: legal,
  input: z.object({ selection: z.string().max(64) }),
  async write(writing): Promise<{ changed: number }> {
    const { tx, input, principal } = writing;
    const { plan, outcome } = await beginAct(tx, input.selection, { act: 'uncheck' }, principal);
    const claims = plan.does.map(({ ref }) => ref);
    if (claims.length) await checkClaims.write({ ...writing, input: { claims, state: 'draft', versions: undefined } });
    await storeOutcome(tx, input.selection, outcome);
    return { changed: claims.length };
  },
});
