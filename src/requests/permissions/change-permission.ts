import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { addFiles, fileSummaries, putFiles, settleFiles } from '../../record/files/store-files.ts';
import { refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { answerRow, readPermissions } from './file-permissions.ts';
import { answerInput, permissionShape } from './schema.ts';

/** The permission, and the version of it that the user saw. */
export const whichPermission = { permission: refSchema, version: z.coerce.number().int().positive() };

/** @throws AppError `not_found`, `conflict`, `sealed`, `redacted` */
export async function takePermission(tx: Tx, input: { permission: string; version: number }, at: Date) {
  const thing = await takeForChange(tx, input.permission, at, { version: input.version, kinds: ['permission'] });
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  return {
    thing,
    before: await tx.selectFrom('permission').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow(),
  };
}

/** Refuses a withdrawal before the day on which the permission was given. @throws AppError `invalid_input` at `path` */
export function refuseBefore(given: string | null, on: string, path: string): void {
  if (given !== null && on < given)
    throw new AppError('invalid_input', { fields: [{ path, message: 'errors.field.permission.before' }] });
}

/** Corrects the data of a permission. The person's answer is recorded by `answerPermission`. */
export const changePermission = defineOperation({
  name: 'requests.changePermission',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ ...whichPermission, to: permissionShape }),
  async write({ tx, input, principal, at, change }) {
    const { thing, before } = await takePermission(tx, input, at);
    const [said] = await readPermissions(tx, [input.to], () => 'to.');
    // The user who first records that the person was asked is stored as the user who asked.
    const row = {
      ...said!,
      asked_by:
        said!.asked_on === null ? null : (before.asked_by ?? (before.asked_on === null ? principal.accountId : null)),
    };
    await tx.updateTable('permission').set(row).where('id', '=', thing.id).execute();
    change({
      kind: 'permission',
      thingId: thing.id,
      action: 'changed',
      before: Object.fromEntries(Object.entries(before).filter(([name]) => name in row)),
      after: row,
    });
    return { version: thing.version + 1 };
  },
});

/**
 * Records a person's answer or withdrawal, with the document that proves it. An unused link to answer stops working.
 */
export const answerPermission = defineOperation({
  name: 'requests.answerPermission',
  permission: legal,
  publicItems: 'unseen',
  input: z.object({ ...whichPermission, to: answerInput }),
  prepare: async ({ input, app }) => ({ files: await putFiles(app, input.to.files) }),
  async write({ tx, input, prepared, at, change }) {
    const { thing, before } = await takePermission(tx, input, at);
    if (input.to.state === 'withdrawn' && before.state !== 'given')
      throw new AppError('invalid_input', {
        fields: [{ path: 'to.state', message: 'errors.field.permission.not_given' }],
      });
    if (input.to.state === 'withdrawn') refuseBefore(before.answered_on, input.to.on, 'to.on');
    const row = answerRow(input.to);
    await tx.updateTable('permission').set(row).where('id', '=', thing.id).execute();
    await tx.deleteFrom('permission_link').where('permission_id', '=', thing.id).execute();
    if (row.state !== 'given') await tx.deleteFrom('permission_return').where('permission_id', '=', thing.id).execute();
    await addFiles(tx, thing.id, prepared.files, at);
    change({
      kind: 'permission',
      thingId: thing.id,
      action: 'changed',
      before: Object.fromEntries(Object.entries(before).filter(([name]) => name in row)),
      after: { ...row, ...(prepared.files.length ? { files: fileSummaries(prepared.files) } : {}) },
    });
    return { version: thing.version + 1 };
  },
  cleanUp: ({ prepared, app, failed }) => settleFiles(app, prepared.files, failed),
});
