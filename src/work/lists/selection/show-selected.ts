import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { beginAct } from './begin-act.ts';
import { storeOutcome } from './selection.ts';

/**
 * Makes the selected items public or desk only. Skips items that have changed since the selection. Another operation
 * (`record.publish`) makes cases and claims public, with the items that readers need to understand them.
 */
export const showSelected = defineOperation({
  name: 'work.showSelected',
  permission: editors,
  input: z.object({ selection: z.string().max(64), visibility: z.enum(['public', 'desk']) }),
  async write(writing): Promise<{ changed: number }> {
    const { tx, input, principal } = writing;
    const { plan, outcome } = await beginAct(tx, input.selection, { act: input.visibility }, principal);
    const things = plan.does.map(({ ref }) => ref);
    if (things.length)
      await setVisibility.write({
        ...writing,
        input: { things, visibility: input.visibility, versions: undefined },
      });
    await storeOutcome(tx, input.selection, outcome);
    return { changed: things.length };
  },
});
