import { isEditor } from '../../../accounts/tables.ts';
import type { Principal } from '../../../platform/operation.ts';
import { countOpenProposals } from '../../../record/proposals/list.ts';
import type { Ctx } from '../context.ts';

/**
 * Counts the open proposals for the menu of the desk. Editors see the number of all proposals; everyone else sees the
 * number of their own.
 */
export async function noteProposals(c: Ctx, principal: Principal): Promise<void> {
  const { read } = c.get('deps').app.db;
  c.set('proposals', await countOpenProposals(read, isEditor(principal) ? undefined : (principal.accountId ?? 0)));
}
