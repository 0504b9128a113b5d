import { z } from 'zod';
import { checkHealth } from '../../platform/health.ts';
import { defineCall } from './call.ts';

/** The checks of `/health`, with their details. */
export const healthCheck = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app }) => checkHealth(app),
});
