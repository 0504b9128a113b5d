import type { Reader } from '../../../platform/database/tx.ts';
import { loadPublication } from '../../publication/publication.ts';
import { loadCommenting, type IdentityDemand } from '../commenting.ts';
import { bindingDuties } from './duties.ts';

/**
 * What is demanded of who writes, if the law still demands it: looked at for each comment, so that not even in the moment
 * before a repeal is acted on somebody is asked without one. `keep` is null where nothing has to be kept any more.
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
