import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Notes which emails of ours bounced, from the reports that the mail server passes to the command. */
export const bounces = defineCall({
  asSystem: true,
  input: noteBounces.input,
  run: ({ app, principal, input }) => run(app, noteBounces, principal, input),
});
