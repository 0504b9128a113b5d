import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { defineOperation } from '../../platform/operation.ts';
import { settleFiles } from '../../record/files/store-files.ts';
import { putFilesOf, storeRequests } from '../store-requests.ts';
import { newDemandInput } from './schema.ts';
import { linkAbout, readDemands } from './write-demand.ts';

/**
 * Files official demands. Only the desk sees them; readers see how many there are. Their files are stored unchanged.
 * @throws AppError `invalid_input` by field
 */
export const fileDemands = defineOperation({
  name: 'requests.fileDemands',
  permission: legal,
  input: z.object({ demands: z.array(newDemandInput).min(1).max(100) }),
  prepare: async ({ input, app }) => ({ files: await putFilesOf(app, input.demands) }),
  async write(writing): Promise<{ demands: string[] }> {
    const { tx, input, prepared } = writing;
    const read = await readDemands(tx, input.demands, (index) => `demands.${index}.`);
    const demands = await storeRequests(
      writing,
      'demand',
      read.map(({ row }) => row),
      prepared.files,
      {
        list: 'demands',
        sealFor: input.demands.map((one) => one.sealFor),
        addRows: (ids, insert) =>
          linkAbout(
            tx,
            read.map(({ about }, index) => ({ id: ids[index]!, about })),
            insert,
          ),
      },
    );
    return { demands };
  },
  cleanUp: ({ prepared, app, failed }) => settleFiles(app, prepared.files.flat(), failed),
});
