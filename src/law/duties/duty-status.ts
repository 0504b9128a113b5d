import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { sinceOf } from '../views/on-date.ts';
import { endingActs } from '../tables.ts';
import type { LawStatus, ProvisionAsOf } from '../views/as-of.ts';
import type { DutyView } from './load-duties.ts';

/**
 * - `bill`: the law is not signed.
 * - `not-made`: on that day the law was not signed yet.
 * - `not-yet`: the law is signed, but the duty applies from a later day.
 * - `uncertain`: the law is signed, but the record does not say whether the duty applied on that day.
 * - `in-force`: the duty applied on that day.
 * - `ended`: the duty no longer applied, or its law or provision was repealed or struck down.
 */
export const dutyStatuses = ['bill', 'not-made', 'not-yet', 'uncertain', 'in-force', 'ended'] as const;
export type DutyStatus = (typeof dutyStatuses)[number];

/**
 * The status of a duty on a day. It follows from the law, the provision, the version that established the duty, and the
 * duty's own dates.
 */
export function dutyOn(duty: DutyView, provision: ProvisionAsOf, law: LawStatus, day: string): DutyStatus {
  if (law.standing === 'bill') return 'bill';
  if ([law.standing, provision.standing].some((standing) => standing === 'repealed' || standing === 'struck-down'))
    return 'ended';
  const ended = duty.ended === null ? null : parseEdtf(duty.ended);
  if (ended?.latest && ended.latest <= day) return 'ended';
  const made = duty.from?.amendment.signed ?? null;
  const signed = made === null ? null : (parseEdtf(made)?.earliest ?? null);
  if (signed !== null && signed > day) return 'not-made';
  // If all known dates of a law are later than the day, the law does not apply yet. The dates of its provisions then do
  // not matter.
  if (law.standing === 'not-yet') return signed === null ? 'not-made' : 'not-yet';
  const since = duty.since === null && duty.from ? duty.from.since : sinceOf(duty.since, made);
  if (since.possible !== null && since.possible > day) return 'not-yet';
  const perhapsOver =
    (ended?.earliest && ended.earliest <= day) || provision.perhaps.some((version) => endingActs.includes(version.act));
  return since.certain !== null && since.certain <= day && !perhapsOver ? 'in-force' : 'uncertain';
}
