import { z } from 'zod';
import { run } from '../../platform/operation.ts';
import { saveRedirects } from '../../publishing/publication/redirects/change-redirects.ts';
import { defineCall } from './call.ts';

/**
 * Stores redirects from a previous website. The operation validates them, so that its error names each wrong redirect.
 */
export const importRedirects = defineCall({
  input: z.object({ addresses: z.array(z.unknown()), replace: z.boolean() }),
  run: ({ app, principal, input, why }) =>
    run(app, saveRedirects, principal, input as z.input<typeof saveRedirects.input>, why),
});
