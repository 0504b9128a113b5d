import { z } from 'zod';
import { lockDown } from '../../accounts/lockdown/lock-down.ts';
import { endLockdown } from '../../accounts/lockdown/lockdown.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

export const lockdownBegin = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal, why }) {
    const { since } = await lockDown(app, principal, why);
    return { since: since.toISOString() };
  },
});

export const lockdownEnd = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app, principal, why }) => run(app, endLockdown, principal, {}, why),
});
