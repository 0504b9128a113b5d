import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { commentingRow, commentingSchema, loadCommenting, noCommenting } from './commenting.ts';

/** Opens or closes comments for the publication, and sets the words that they are looked through for. @throws AppError `conflict` */
export const changeCommenting = defineOperation({
  name: 'publishing.changeCommenting',
  permission: editors,
  input: z.object({ version: z.coerce.number().int().min(0), to: commentingSchema }),
  async write({ tx, input, change }) {
    await tx.insertInto('setting').values(commentingRow(noCommenting, 0)).onConflict((conflict) => conflict.doNothing()).execute();
    await tx.selectFrom('setting').select('name').where('name', '=', 'commenting').forUpdate().execute();
    const { commenting: before, version } = await loadCommenting(tx);
    if (version !== input.version) throw new AppError('conflict');
    const row = commentingRow(input.to, version + 1);
    await tx.updateTable('setting').set({ value: row.value }).where('name', '=', row.name).execute();
    change({ kind: 'setting', thingId: 0, action: 'changed', before: { commenting: before }, after: { commenting: input.to } });
  },
});
