import { z } from 'zod';
import { run } from '../../platform/operation.ts';
import { file, fileExample } from '../../record/filing/file.ts';
import { filingInput } from '../../record/filing/schema.ts';
import { defineCall } from './call.ts';

export const importFiling = defineCall({
  // The filing itself is read by the operation, so that its complaints name the places in the file.
  input: z.object({ filing: z.record(z.string(), z.unknown()), example: z.boolean().default(false) }),
  run({ house, principal, input, why, progress }) {
    progress({ phase: 'cli.progress.filing' });
    return run(house, input.example ? fileExample : file, principal, input.filing as z.input<typeof filingInput>, why);
  },
});
