import type { Generated } from 'kysely';

/** Kinds that can have duplicates. */
export const duplicateKinds = ['actor', 'case', 'source'] as const;
export type DuplicateKind = (typeof duplicateKinds)[number];

/** Why two items are suggested as duplicates. */
export const duplicateGrounds = ['identifier', 'names', 'address', 'text', 'title', 'story'] as const;
export type DuplicateGround = (typeof duplicateGrounds)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    merger: {
      id: Generated<number>;
      thing_id: number;
      into_id: number;
      at: Date;
      account_id: number | null;
      why: string | null;
      undone_at: Date | null;
    };
    duplicate: {
      less_id: number;
      more_id: number;
      kind: DuplicateKind;
      likeness: number;
      grounds: DuplicateGround[];
      found_at: Date;
      dismissed_at: Date | null;
      dismissed_by: number | null;
      why: string | null;
    };
    duplicate_due: { thing_id: number; mark: Generated<number> };
    duplicate_key: { thing_id: number; key: string };
  }
}
