import type { Generated } from 'kysely';

/** The kinds of official demands: to remove something, to identify someone, to reveal something. */
export const demandKinds = ['remove', 'identify', 'reveal'] as const;
export type DemandKind = (typeof demandKinds)[number];

export const demandOutcomes = ['pending', 'complied', 'partly', 'refused', 'withdrawn'] as const;
export type DemandOutcome = (typeof demandOutcomes)[number];

/**
 * How the transparency report counts a demand: with the name of the authority, without it, or not at all, because a law
 * forbids even counting it.
 */
export const demandCounts = ['with-authority', 'without-authority', 'left-out'] as const;
export type DemandCount = (typeof demandCounts)[number];

/** The kinds of item that a demand can be about. */
export const demandSubjects = ['article', 'claim', 'case', 'actor', 'source'] as const;

/** The content of a demand is deleted this many years after its outcome (docs/decisions/0073). */
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
