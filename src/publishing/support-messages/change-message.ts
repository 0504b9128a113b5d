import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { supportMessageOf, supportMessageSchema, rowOf } from './message.ts';

/**
 * Changes a support message that has not ended.
 * @throws AppError `not_found`, `gone`; `conflict` if someone saved since `version`
 */
export const changeSupportMessage = defineOperation({
  name: 'publishing.changeSupportMessage',
  permission: editors,
  input: z.object({
    number: z.number().int().positive(),
    version: z.coerce.number().int().min(0),
    to: supportMessageSchema,
  }),
  async write({ tx, input, change }) {
    const row = await tx
      .selectFrom('support_message')
      .selectAll()
      .where('number', '=', input.number)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found');
    if (row.ended_at) throw new AppError('gone');
    if (row.version !== input.version) throw new AppError('conflict');
    await tx
      .updateTable('support_message')
      .set({ ...rowOf(input.to), version: row.version + 1 })
      .where('number', '=', input.number)
      .execute();
    const { version: _version, endedAt: _ended, number, ...before } = supportMessageOf(row);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { supportMessage: number, ...before },
      after: { supportMessage: number, ...input.to },
    });
  },
});
