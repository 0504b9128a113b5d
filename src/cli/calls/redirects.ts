import { z } from 'zod';
import { run } from '../../platform/operation.ts';
import { keepFormer } from '../../publishing/publication/redirects/change-redirects.ts';
import { defineCall } from './call.ts';

/** Where addresses of a former site lead; the operation names each that can't be kept. */
export const keepAddresses = defineCall({
  input: z.object({ addresses: z.array(z.unknown()), replace: z.boolean() }),
  run: ({ app, principal, input, why }) =>
    run(app, keepFormer, principal, input as z.input<typeof keepFormer.input>, why),
});
