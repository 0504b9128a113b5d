import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Stores which of Kronika's emails bounced, according to the reports that the mail server passes to the command. */
export const bounces = defineCall({
  asSystem: true,
  input: noteBounces.input,
  run: ({ app, principal, input }) => run(app, noteBounces, principal, input),
});
