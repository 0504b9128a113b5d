import { z } from 'zod';
import { minute, readClock } from '../../platform/clock/clock.ts';
import { acceptClock } from '../../platform/clock/note-time.ts';
import type { App } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

async function stateOf(app: App) {
  const { now, seen, jumped } = await readClock(app);
  return { now: minute(now), seen: seen && minute(seen), jumped };
}

export const clockState = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app }) => stateOf(app),
});

export const clockAccept = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal, why }) {
    await acceptClock(app, principal, why);
    return stateOf(app);
  },
});
