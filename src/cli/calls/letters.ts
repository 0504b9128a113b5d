import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Reports that an email of ours bounced. The mail server passes them to this command. */
export const bounces = defineCall({
  asSystem: true,
  input: noteBounces.input,
  run: ({ app, principal, input }) => run(app, noteBounces, principal, input),
});
