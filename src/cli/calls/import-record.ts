import { z } from 'zod';
import { bringBack } from '../../exchange/round-trip/bring-back.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** The lines of a record exported as JSON Lines. The operation reads them, so that it can name each wrong line. */
export const importRecord = defineCall({
  input: z.object({ record: z.string(), paper: z.string(), lines: z.array(z.unknown()) }),
  run({ app, principal, input, why, progress }) {
    progress({ phase: 'cli.progress.filing' });
    return run(app, bringBack, principal, input as z.input<typeof bringBack.input>, why);
  },
});
