import { isEditor } from '../../../accounts/tables.ts';
import { run } from '../../../platform/operation.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { planAct } from '../../../work/lists/selection/plan-act.ts';
import { selectItems } from '../../../work/lists/selection/select-items.ts';
import { findSelection } from '../../../work/lists/selection/selection.ts';
import { uncheckSelected } from '../../../work/lists/selection/uncheck-selected.ts';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { routes } from '../../routes.ts';

/**
 * Marks the claims that are selected in a list as not checked. Skips claims that have changed since the list showed
 * them, and claims that only editors may mark, because readers see them. But if no other claims remain, the claims for
 * editors are not skipped: the person can propose to mark them.
 * @returns the address of a page that lists the skipped claims; undefined if no claim was skipped
 */
export async function uncheckListed(
  { app, db, principal, run: runOperation }: DeskRequest<unknown>,
  claims: readonly string[],
  versions: Readonly<Record<string, number>>,
): Promise<string | undefined> {
  const isUnshown = claims.some((ref) => !Object.hasOwn(versions, ref));
  if (isUnshown) return void (await runOperation(checkClaims, { claims: [...claims], state: 'draft' }));
  const { key } = await runOperation(selectItems, { list: 'claim', query: '', versions });
  const input = { act: 'uncheck' as const, editor: isEditor(principal) };
  const { does, stays } = await planAct(db, await findSelection(db, key, principal), input);
  const editors = stays.get('editor')?.map(({ ref }) => ref);
  if (!does.length && editors) return void (await runOperation(checkClaims, { claims: editors, state: 'draft' }));
  await run(app, uncheckSelected, principal, { selection: key }, undefined, { batch: key });
  const { outcome } = await findSelection(db, key, principal);
  return Object.keys(outcome!.stays).some((why) => why !== 'already') ? routes.desk.selection({ key }) : undefined;
}
