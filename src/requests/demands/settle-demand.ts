import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { takeDemand, whichDemand } from './change-demand.ts';
import { outcomeInput } from './schema.ts';

/**
 * Records the outcome of a demand, with the day of the outcome and the reason; `pending` reopens the demand.
 * @throws AppError `invalid_input` if that day was before the demand was received; the errors of `takeDemand`
 */
export const settleDemand = defineOperation({
  name: 'requests.settleDemand',
  permission: editors,
  input: z.object({ ...whichDemand, to: outcomeInput }),
  async write({ tx, input, at, change }) {
    const { thing, before } = await takeDemand(tx, input, at);
    const { outcome, on, reason } = input.to;
    if (outcome !== 'pending' && on! < before.received)
      throw new AppError('invalid_input', { fields: [{ path: 'to.on', message: 'errors.field.demand.deadline' }] });
    const after = { outcome, outcome_on: outcome === 'pending' ? null : on!, outcome_reason: reason };
    await tx.updateTable('demand').set(after).where('id', '=', thing.id).execute();
    change({
      kind: 'demand',
      thingId: thing.id,
      action: 'changed',
      before: { outcome: before.outcome, outcome_on: before.outcome_on, outcome_reason: before.outcome_reason },
      after,
    });
    return { version: thing.version + 1 };
  },
});
