import type { Reader } from '../../../platform/database/tx.ts';
import { loadPublication } from '../../publication/publication.ts';
import { loadCommenting, type IdentityDemand } from '../commenting.ts';
import { bindingDuties } from './duties.ts';

/**
 * What the law demands about writers now, checked for each comment, so that no one is asked without a valid duty, not
 * even just after a repeal. `keep` is null if nothing has to be stored any more.
 */
export async function demandNow(db: Reader, day: string): Promise<IdentityDemand | null> {
  const { mode, identity } = (await loadCommenting(db)).commenting;
  if (mode !== 'identified' || !identity) return null;
  const { jurisdictions } = (await loadPublication(db)).publication;
  const binding = await bindingDuties(db, [identity.identify, identity.keep ?? 0], jurisdictions, day);
  if (!binding.has(identity.identify)) return null;
  const keep = identity.keep === null ? undefined : binding.get(identity.keep);
  return { ...identity, keep: keep?.id ?? null, period: keep?.period ?? null };
}
