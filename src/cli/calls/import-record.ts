import { z } from 'zod';
import type { bringBack } from '../../exchange/round-trip/bring-back.ts';
import { bringRecord, type Declared } from '../../exchange/round-trip/bring-fields.ts';
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
    return bringRecord(app, principal, input as z.input<typeof bringBack.input> & { fields?: Declared }, why);
  },
});
