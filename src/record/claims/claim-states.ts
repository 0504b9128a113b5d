import { changesOf, type Change } from '../../platform/changes.ts';

/** A claim as a change tells of it. */
export type ClaimState = { case_id?: number | null; statements: readonly { subject_id: number; property: string }[] };

/**
 * Calls `tell` with each claim of a write, as it was and as it is.
 * @returns claims of which the write does not tell what they say now: that has to be read
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
