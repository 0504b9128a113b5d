import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { ThingKind } from '../tables.ts';
import { loadBriefs, shownTo, type Audience } from './briefs.ts';
import { findThing } from '../refs.ts';
import type { Thing } from '../things.ts';

/**
 * The result of looking up the address of an item: the item, a redirect to another item, the reason why the item is
 * gone, or nothing.
 */
export type AddressResult =
  | { is: 'here'; thing: Thing }
  | { is: 'moved'; number: number }
  | { is: 'withdrawn'; at: Date; reason: string; thing: Thing }
  /** The item was sealed while it was public, and has not been public since. */
  | { is: 'closed'; at: Date }
  | { is: 'erased' }
  | { is: 'nothing' };

/**
 * Looks up an address for an audience. A merged item redirects to the canonical item, if the audience can see that
 * item. For readers, an item that is not public returns `nothing`, so that its existence is not revealed. An item that
 * was sealed while it was public returns `closed`, until it is public again. Removing the seal does not change this.
 */
export async function lookUpAddress(
  db: Reader,
  kind: ThingKind,
  number: number,
  audience: Audience,
): Promise<AddressResult> {
  if (!Number.isSafeInteger(number) || number < 1) return { is: 'nothing' };
  const thing = await findThing(db, kind, number);
  if (!thing) return { is: 'nothing' };
  const visible = (other: Thing): boolean => audience === 'desk' || other.visibility === 'public';
  const hidden = ({ closed_at }: Thing): AddressResult =>
    closed_at ? { is: 'closed', at: closed_at } : { is: 'nothing' };
  if (!visible(thing)) return thing.redacted_at && thing.closed_at ? { is: 'erased' } : hidden(thing);
  // Readers never saw a claim that was neither checked nor imported. So they must not see its withdrawal or redaction.
  if (
    audience === 'public' &&
    kind === 'claim' &&
    (thing.redacted_at || thing.withdrawn_at) &&
    !(await wasCounted(db, thing.id))
  )
    return { is: 'nothing' };
  if (thing.redacted_at) return { is: 'erased' };
  if (thing.merged_into) {
    const target = await db
      .selectFrom('thing')
      .selectAll()
      .where('id', '=', thing.merged_into)
      .executeTakeFirstOrThrow();
    return visible(target) ? { is: 'moved', number: target.number } : hidden(target);
  }
  if (thing.withdrawn_at)
    return { is: 'withdrawn', at: thing.withdrawn_at, reason: thing.withdrawn_reason ?? '', thing };
  return { is: 'here', thing };
}

/**
 * Returns the result of `read` for an item that `lookUpAddress` found, if the item is still visible afterwards.
 * @throws AppError `not_found` if `read` returned null, or if the item was hidden or withdrawn while `read` ran (even
 * if `read` failed)
 */
export async function whileShown<T>(
  db: Reader,
  { id }: Thing,
  audience: Audience,
  read: () => Promise<T | null>,
): Promise<T> {
  const [result] = await Promise.allSettled([read()]);
  if (!shownTo(audience, (await loadBriefs(db, [id], audience)).get(id))) throw new AppError('not_found');
  if (result.status === 'rejected') throw result.reason;
  if (result.value === null) throw new AppError('not_found');
  return result.value;
}

/** Whether the values of a claim counted at any time. If not, readers have never seen the claim. */
export async function wasCounted(db: Reader, claimId: number): Promise<boolean> {
  const claim = await db
    .selectFrom('claim')
    .select(['checked_at', 'imported_at'])
    .where('id', '=', claimId)
    .executeTakeFirst();
  return claim !== undefined && (claim.checked_at !== null || claim.imported_at !== null);
}
