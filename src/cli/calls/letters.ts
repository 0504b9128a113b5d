import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Mails that report that one of ours came back. Who runs the installation has them handed over by its mail server. */
export const bounces = defineCall({
  asSystem: true,
  input: noteBounces.input,
  run: ({ app, principal, input }) => run(app, noteBounces, principal, input),
});
