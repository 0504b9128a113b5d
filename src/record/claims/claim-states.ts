import { changesOf, type Change } from '../../platform/changes.ts';

/** The fields of a claim that listeners read, in the form in which a change stores them. */
export type ClaimState = { case_id?: number | null; statements: readonly { subject_id: number; property: string }[] };

/**
 * Calls `tell` with the states of claims before and after a change set, as far as the change set contains them.
 * @returns the ids of claims whose current state the change set does not contain, so that the caller must read it
 */
export function eachClaimState(changes: readonly Change[], tell: (claim: ClaimState) => void): number[] {
  const unread: number[] = [];
  for (const { thingId, before, after } of changesOf(changes, 'claim')) {
    if (isWhole(before)) tell(before);
    if (isWhole(after)) tell(after);
    else unread.push(thingId);
  }
  return unread;
}

const isWhole = (json: unknown): json is ClaimState =>
  typeof json === 'object' && json !== null && Array.isArray((json as Partial<ClaimState>).statements);
