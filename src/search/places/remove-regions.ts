import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { listRegions } from './stored-regions.ts';

/** Removes the outlines of a country's regions. @throws AppError `not_found` if none were added */
export const removeRegions = defineOperation({
  name: 'search.removeRegions',
  permission: administrators,
  input: z.object({ country: z.string().trim().toUpperCase().max(2) }),
  async write({ tx, input: { country }, change }) {
    const [before] = await listRegions(tx, country);
    if (!before) throw new AppError('not_found');
    await tx.deleteFrom('country_regions').where('country', '=', country).execute();
    change({ kind: 'setting', thingId: 0, action: 'changed', before, after: null });
  },
});
