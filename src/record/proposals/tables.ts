import type { Generated } from 'kysely';
import type { ThingKind } from '../tables.ts';

export const proposalStates = ['open', 'accepted', 'done', 'declined', 'withdrawn'] as const;
export type ProposalState = (typeof proposalStates)[number];

/** An item that a proposal would create. */
export type Made = { id: number; kind: ThingKind; number: number; title: string };

declare module '../../platform/database/tables.ts' {
  interface Tables {
    proposal: {
      id: Generated<number>;
      operation: string;
      input: unknown;
      /** The number of items to which the proposal refers. */
      things: number;
      /** The changes that the operation made when it was run and rolled back (`tryAsEditor`): `Change[]`. */
      changes: unknown;
      /** The items that the operation would create: `Made[]`. */
      made: unknown;
      note: string;
      proposed_at: Date;
      proposed_by: number;
      state: Generated<ProposalState>;
      decided_at: Date | null;
      decided_by: number | null;
      reason: Generated<string>;
    };
    /**
     * The items to which a proposal refers. `version`: the version of the item when the proposal was made. `changes`:
     * whether the proposal would change the item.
     */
    proposal_thing: { proposal_id: number; thing_id: number; version: number; changes: boolean };
  }
}
