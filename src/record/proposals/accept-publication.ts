import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { publish, publishInput, publishPlanned } from '../publication/publish.ts';
import { decide } from './decide.ts';

/**
 * Accepts a proposal to publish cases or claims. The editor can keep back other items than the proposal does.
 * `versions` has the versions of the items that the editor has seen.
 * @throws AppError `not_found` if the proposal is to run another operation; all errors of `publish`
 */
export const acceptPublication = defineOperation({
  name: 'record.acceptPublication',
  permission: editors,
  input: publishInput.extend({ proposal: z.coerce.number().int().positive() }),
  async write(writing) {
    const { proposal, ...input } = writing.input;
    const [accepted] = await decide(writing, [proposal], 'accepted', '');
    const proposed = publishInput.safeParse(accepted!.input);
    if (accepted!.operation !== publish.name || proposed.data?.of.join() !== input.of.join())
      throw new AppError('not_found');
    return publishPlanned({ ...writing, input });
  },
});
