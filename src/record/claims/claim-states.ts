import { changesOf, type Change } from '../../platform/changes.ts';

/** The fields of a claim that listeners read, in the form in which a change stores them. */
export type ClaimState = { case_id?: number | null; statements: readonly { subject_id: number; property: string }[] };

/**
 * Calls `visit` with the states of claims before and after a change set, as far as the change set contains them.
 * @returns the ids of claims whose current state is missing in the change set, so that the caller must query it
 */
export function eachClaimState(changes: readonly Change[], visit: (claim: ClaimState) => void): number[] {
  const unread: number[] = [];
  for (const { thingId, before, after } of changesOf(changes, 'claim')) {
    if (isWhole(before)) visit(before);
    if (isWhole(after)) visit(after);
    else unread.push(thingId);
  }
  return unread;
}

const isWhole = (json: unknown): json is ClaimState =>
  typeof json === 'object' && json !== null && Array.isArray((json as Partial<ClaimState>).statements);
