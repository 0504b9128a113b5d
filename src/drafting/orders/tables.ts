import type { Generated } from 'kysely';
import type { Missing } from '../../evidence/browser/replay.ts';

export type OrderState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** Pages for a browser to capture; see docs/decisions/0103. */
    capture_order: {
      id: Generated<number>;
      url: string;
      host: string;
      why: string;
      /** Whether the page is read after it was fetched: it gets a draft. */
      reads: Generated<boolean>;
      /** The ref of the case that the draft begins with. */
      for_case: string | null;
      asked_by: number | null;
      asked_at: Date;
      state: Generated<OrderState>;
      phase: string | null;
      requests: Generated<number>;
      heard_at: Date | null;
      ended_at: Date | null;
      capture_id: number | null;
      /** The only team that sees the request and its capture. */
      team_id: number | null;
      incomplete: Generated<string[]>;
      /** What the replay lacks. */
      missing: Generated<Missing>;
      robots: string | null;
      error: string | null;
      error_details: unknown;
    };
  }
}
