import { z } from 'zod';
import type { importLines } from '../../exchange/round-trip/import-lines.ts';
import { importRecordFile, type Declared } from '../../exchange/round-trip/import-fields.ts';
import { defineCall } from './call.ts';

/**
 * Imports the lines of a record that was exported as JSON Lines. The operation validates the lines, not the schema of
 * this call, so that errors name each wrong line.
 */
export const importRecord = defineCall({
  input: z.object({
    record: z.string(),
    paper: z.string(),
    lines: z.array(z.unknown()),
    fields: z.unknown().optional(),
  }),
  run({ app, principal, input, why, progress }) {
    progress({ phase: 'cli.progress.filing' });
    return importRecordFile(app, principal, input as z.input<typeof importLines.input> & { fields?: Declared }, why);
  },
});
