import { z } from 'zod';
import { purgeAccounts } from '../../accounts/purge.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

export const purge = defineCall({
  asHouse: true,
  input: z.object({}),
  run: ({ house, principal, why }) => run(house, purgeAccounts, principal, {}, why),
});
