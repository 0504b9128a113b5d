import type { Generated } from 'kysely';

export const proposalStates = ['open', 'accepted', 'declined', 'withdrawn'] as const;
export type ProposalState = (typeof proposalStates)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    proposal: {
      id: Generated<number>;
      operation: string;
      input: unknown;
      /** What it changed when it was tried: `Change[]`. */ changes: Generated<unknown>;
      things: number;
      note: string;
      proposed_at: Date;
      proposed_by: number;
      state: Generated<ProposalState>;
      decided_at: Date | null;
      decided_by: number | null;
      reason: Generated<string>;
    };
    /** `version`: null for items that the content only names. */
    proposal_thing: { proposal_id: number; thing_id: number; version: number | null };
  }
}
