import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { appealOf, appealSchema, rowOf } from './message.ts';

/** Changes one that has not ended. @throws AppError `not_found`, `gone`; `conflict` where someone saved since `version` */
export const changeAppeal = defineOperation({
  name: 'publishing.changeAppeal',
  permission: editors,
  input: z.object({ number: z.number().int().positive(), version: z.coerce.number().int().min(0), to: appealSchema }),
  async write({ tx, input, change }) {
    const row = await tx
      .selectFrom('appeal')
      .selectAll()
      .where('number', '=', input.number)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    if (row.ended_at) throw new AppError('gone');
    if (row.version !== input.version) throw new AppError('conflict');
    await tx
      .updateTable('appeal')
      .set({ ...rowOf(input.to), version: row.version + 1 })
      .where('number', '=', input.number)
      .execute();
    const { version: _version, endedAt: _ended, number, ...before } = appealOf(row);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { appeal: number, ...before },
      after: { appeal: number, ...input.to },
    });
  },
});
