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
 * Unchecks claims of a list, as they were shown. Claims that only an editor unchecks, and those that have changed, stay as
 * they are. If only an editor can uncheck any of them, this is proposed.
 * @returns the page that names what stays; undefined if nothing does
 */
export async function uncheckListed(
  { app, db, principal, run: runHere }: DeskRequest<unknown>,
  claims: readonly string[],
  versions: Readonly<Record<string, number>>,
): Promise<string | undefined> {
  const unshown = claims.some((ref) => !Object.hasOwn(versions, ref));
  if (unshown) return void (await runHere(checkClaims, { claims: [...claims], state: 'draft' }));
  const { key } = await runHere(selectItems, { list: 'claim', query: '', versions });
  const input = { act: 'uncheck' as const, editor: isEditor(principal) };
  const { does, stays } = await planAct(db, await findSelection(db, key, principal), input);
  const editors = stays.get('editor')?.map(({ ref }) => ref);
  if (!does.length && editors) return void (await runHere(checkClaims, { claims: editors, state: 'draft' }));
  await run(app, uncheckSelected, principal, { selection: key }, undefined, { batch: key });
  const { outcome } = await findSelection(db, key, principal);
  return Object.keys(outcome!.stays).some((why) => why !== 'already') ? routes.desk.selection({ key }) : undefined;
}
