import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { defineOperation } from '../../platform/operation.ts';
import { addFiles, fileSummaries, putFiles, settleFiles, type StoredFile } from '../../record/files/store-files.ts';
import { allocate, createThings } from '../../record/things.ts';
import { demandInput } from './schema.ts';
import { linkAbout, readDemands } from './write-demand.ts';

/**
 * Files official demands unchanged: their bytes never change. They are desk only; readers see counts.
 * @throws AppError `invalid_input` by field
 */
export const fileDemands = defineOperation({
  name: 'requests.fileDemands',
  permission: desk,
  input: z.object({ demands: z.array(demandInput).min(1).max(100) }),
  async prepare({ input, app }) {
    const files: StoredFile[][] = [];
    for (const demand of input.demands) files.push(await putFiles(app, demand.files));
    return { files };
  },
  async write({ tx, input, prepared, at, change }): Promise<{ demands: string[] }> {
    const read = await readDemands(tx, input.demands, (index) => `demands.${index}.`);
    const things = await allocate(tx, 'demand', read.length);
    await createThings(
      tx,
      things.map((thing) => ({ ...thing, visibility: 'desk' as const })),
      at,
      false,
    );
    await insertRows(
      tx,
      'demand',
      read.map(({ row }, index) => ({ id: things[index]!.id, ...row })),
    );
    await linkAbout(
      tx,
      read.map(({ about }, index) => ({ id: things[index]!.id, about })),
    );
    for (const [index, thing] of things.entries()) {
      const files = prepared.files[index]!;
      await addFiles(tx, thing.id, files, at);
      change({
        kind: 'demand',
        thingId: thing.id,
        action: 'created',
        before: null,
        after: { ...read[index]!.row, files: fileSummaries(files) },
      });
    }
    return { demands: things.map((thing) => `demand/${thing.number}`) };
  },
  settle: ({ prepared, app, failed }) => settleFiles(app, prepared.files.flat(), failed),
});
