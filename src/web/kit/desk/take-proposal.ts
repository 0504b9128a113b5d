import type { Ctx } from '../context.ts';
import type { Tree } from '../forms/tree.ts';
import { requireSession } from './session.ts';

/*
 * Only editors change what readers see. If another person tries, the error page is a form that sends everything again
 * to the same address, as a proposal with a note. So pages need no code for proposals.
 */

/** The field with the note. If it is sent, the request is a proposal. */
export const noteControl = '_proposal_note';

/** If the note was sent, marks the person as proposing: the operation is then stored as a proposal and not run. */
export async function takeProposal(c: Ctx, values: Tree): Promise<void> {
  const note = values[noteControl];
  if (typeof note === 'string') (await requireSession(c)).principal.proposes = { note };
}
