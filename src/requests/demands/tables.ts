import type { Generated } from 'kysely';

/** What an official demand asks for. */
export const demandKinds = ['remove', 'identify', 'reveal'] as const;
export type DemandKind = (typeof demandKinds)[number];

export const demandOutcomes = ['pending', 'complied', 'partly', 'refused', 'withdrawn'] as const;
export type DemandOutcome = (typeof demandOutcomes)[number];

/**
 * How the transparency report counts a demand: with the authority, without it, or not at all because a law forbids even
 * the count.
 */
export const demandCounts = ['with-authority', 'without-authority', 'left-out'] as const;
export type DemandCount = (typeof demandCounts)[number];

/** The kinds of item that a demand can be about. */
export const demandSubjects = ['article', 'claim', 'case', 'actor', 'source'] as const;

/** Years from a demand's outcome to the deletion of its content (docs/decisions/0073). */
export const demandYears = 5;

declare module '../../platform/database/tables.ts' {
  interface Tables {
    demand: {
      id: number;
      kind: DemandKind;
      authority_id: number | null;
      law: string;
      law_id: number | null;
      what: string;
      about_words: string;
      capture_id: number | null;
      received: string;
      deadline: string | null;
      outcome: Generated<DemandOutcome>;
      outcome_on: string | null;
      outcome_reason: Generated<string>;
      counted: DemandCount;
      ended_at: Date | null;
    };
    demand_about: { demand_id: number; position: number; thing_id: number };
  }
}
