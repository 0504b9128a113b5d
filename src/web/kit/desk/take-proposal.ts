import type { Ctx } from '../context.ts';
import type { Tree } from '../forms/tree.ts';
import { requireSession } from './session.ts';

/* Only editors change what readers see. If another person tries, the error page offers to propose the change. Its
   form sends the whole input again to the same address, with a note. So pages need no code for proposals. */

/** The field with the note. A request with this field is a proposal. */
export const noteControl = '_proposal_note';

/**
 * Marks the person as proposing, if the request has a note. The operation is then stored as a proposal, and does not
 * run.
 */
export async function takeProposal(c: Ctx, values: Tree): Promise<void> {
  const note = values[noteControl];
  if (typeof note === 'string') (await requireSession(c)).principal.proposes = { note };
}
