import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { addFiles, fileSummaries, putFiles, settleFiles } from '../../record/files/store-files.ts';
import { refSchema } from '../../record/refs.ts';
import { takeForChange, type Thing } from '../../record/things.ts';
import { demandInput } from './schema.ts';
import { linkAbout, readDemands } from './write-demand.ts';

/** The demand, and the version of it that the user saw. */
export const whichDemand = { demand: refSchema, version: z.coerce.number().int().positive() };

/** Locks a demand whose content has not been deleted. @throws AppError `not_found`, `conflict`, `sealed`, `gone` */
export async function takeDemand(tx: Tx, input: { demand: string; version: number }, at: Date) {
  const thing: Thing = await takeForChange(tx, input.demand, at, { version: input.version, kinds: ['demand'] });
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const before = await tx.selectFrom('demand').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  if (before.ended_at) throw new AppError('gone');
  return { thing, before };
}

/** Corrects the data of a demand, and adds files. */
export const changeDemand = defineOperation({
  name: 'requests.changeDemand',
  permission: legal,
  input: z.object({ ...whichDemand, to: demandInput }),
  prepare: async ({ input, app }) => ({ files: await putFiles(app, input.to.files) }),
  async write({ tx, input, prepared, at, change }) {
    const { thing, before } = await takeDemand(tx, input, at);
    const [read] = await readDemands(tx, [input.to], () => 'to.');
    await tx.updateTable('demand').set(read!.row).where('id', '=', thing.id).execute();
    await tx.deleteFrom('demand_about').where('demand_id', '=', thing.id).execute();
    await linkAbout(tx, [{ id: thing.id, about: read!.about }]);
    await addFiles(tx, thing.id, prepared.files, at);
    const was = Object.fromEntries(Object.entries(before).filter(([name]) => name in read!.row));
    change({
      kind: 'demand',
      thingId: thing.id,
      action: 'changed',
      before: was,
      after: { ...read!.row, ...(prepared.files.length ? { files: fileSummaries(prepared.files) } : {}) },
    });
    return { version: thing.version + 1 };
  },
  cleanUp: ({ prepared, app, failed }) => settleFiles(app, prepared.files, failed),
});
