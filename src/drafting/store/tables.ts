import type { Generated } from 'kysely';
import type { Content } from './schema.ts';

export type DraftState = 'open' | 'filed';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    draft: {
      id: Generated<number>;
      capture_id: number;
      title: string;
      state: Generated<DraftState>;
      version: Generated<number>;
      /** `Content`; written as JSON text. */
      content: unknown;
      undecided: number;
      created_by: number | null;
      created_at: Date;
      changed_by: number | null;
      changed_at: Date;
      filed_at: Date | null;
    };
  }
}

/** The number of claims and questions without a decision. */
export const undecidedIn = (content: Content): number =>
  [...content.claims, ...content.questions].filter((one) => one.decision === 'open').length;
