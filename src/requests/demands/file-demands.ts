import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { putFiles, settleFiles, type StoredFile } from '../../record/files/store-files.ts';
import { storeRequests } from '../store-requests.ts';
import { demandInput } from './schema.ts';
import { linkAbout, readDemands } from './write-demand.ts';

/**
 * Files official demands. Only the desk sees them; readers see how many there are. Their files are stored unchanged.
 * @throws AppError `invalid_input` by field
 */
export const fileDemands = defineOperation({
  name: 'requests.fileDemands',
  permission: legal,
  input: z.object({ demands: z.array(demandInput).min(1).max(100) }),
  async prepare({ input, app }) {
    const files: StoredFile[][] = [];
    for (const demand of input.demands) files.push(await putFiles(app, demand.files));
    return { files };
  },
  async write(writing): Promise<{ demands: string[] }> {
    const { tx, input, prepared } = writing;
    const read = await readDemands(tx, input.demands, (index) => `demands.${index}.`);
    const { ids, refs } = await storeRequests(
      writing,
      'demand',
      read.map(({ row }) => row),
      prepared.files,
    );
    await linkAbout(
      tx,
      read.map(({ about }, index) => ({ id: ids[index]!, about })),
    );
    return { demands: refs };
  },
  settle: ({ prepared, app, failed }) => settleFiles(app, prepared.files.flat(), failed),
});
