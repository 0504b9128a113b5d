import { noteBounces } from '../../letters/post/note-bounces.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Mails that report that one of ours came back. Who runs the installation has them handed over by its mail server. */
export const bounces = defineCall({
  asHouse: true,
  input: noteBounces.input,
  run: ({ house, principal, input }) => run(house, noteBounces, principal, input),
});
