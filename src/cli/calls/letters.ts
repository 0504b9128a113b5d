import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Stores which of Kronika's emails bounced, according to delivery reports. */
export const bounces = defineCall({
  asSystem: true,
  input: noteBounces.input,
  run: ({ app, principal, input }) => run(app, noteBounces, principal, input),
});
