import type { Ctx } from '../context.ts';
import type { Tree } from '../forms/tree.ts';
import { requireSession } from './session.ts';

/*
 * What readers see, only editors change. If another person tries, the error page is a form that sends everything again to
 * the same address, as a proposal with a note. So a page needs no code for it.
 */

/** The note, and the sign that what is sent is a proposal. */
export const noteControl = '_proposal_note';

/** Notes that what was sent is a proposal, if it is. */
export async function takeProposal(c: Ctx, values: Tree): Promise<void> {
  const note = values[noteControl];
  if (typeof note === 'string') (await requireSession(c)).principal.proposes = { note };
}
