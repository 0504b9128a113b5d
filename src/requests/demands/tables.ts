import type { Generated } from 'kysely';

/** What an official demand asks the publication to do. */
export const demandKinds = ['remove', 'identify', 'reveal'] as const;
export type DemandKind = (typeof demandKinds)[number];

export const demandOutcomes = ['pending', 'complied', 'partly', 'refused', 'withdrawn'] as const;
export type DemandOutcome = (typeof demandOutcomes)[number];

/** In the transparency report: with who demanded, without, or not at all where a law forbids even the number. */
export const demandCounts = ['with-authority', 'without-authority', 'left-out'] as const;
export type DemandCount = (typeof demandCounts)[number];

/** What a demand can be about that is on record. */
export const demandSubjects = ['article', 'claim', 'case', 'actor', 'source'] as const;

/** Years after its outcome until what a demand said ends (docs/decisions/0073). */
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
