import type { Generated } from 'kysely';

export type ImportState = 'open' | 'waiting' | 'running' | 'done' | 'failed' | 'stopped';
export type Outcome = 'made' | 'matched' | 'changed' | 'refused';
export const outcomes: readonly Outcome[] = ['made', 'matched', 'changed', 'refused'];

/**
 * The number of rows by outcome. `noted`: rows with notes; `gone`: rows of earlier imports that the file no longer has.
 */
export type Counts = Partial<Record<Outcome | 'noted' | 'gone', number>>;

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    import: {
      id: Generated<number>;
      capture_id: number;
      source_id: number;
      file_name: string;
      state: Generated<ImportState>;
      version: Generated<number>;
      /** `TableReadOptions`, written as JSON text. */
      reading: unknown;
      /** `Profile`, written as JSON text. */
      profile: unknown;
      /** `Mapping`, written as JSON text. */
      mapping: unknown;
      dry: Generated<boolean>;
      batch: string | null;
      rows_done: Generated<number>;
      bytes_done: Generated<number>;
      /** `Counts`. */
      counts: Generated<unknown>;
      /** `{ code, details }` of the error that ended the run. */
      error: unknown;
      why: string | null;
      stop: Generated<boolean>;
      created_by: number | null;
      created_at: Date;
      changed_at: Date;
      run_by: number | null;
      started_at: Date | null;
      finished_at: Date | null;
      /** The last heartbeat of the run. */
      seen_at: Date | null;
    };
    import_fate: {
      import_id: number;
      row: number;
      line: number;
      fate: Outcome;
      thing_id: number | null;
      notes: unknown;
      has_notes: boolean;
    };
    import_row: {
      id: Generated<number>;
      source_id: number;
      identity: string;
      occurrence: number;
      hash: string;
      case_id: number;
      event_id: number | null;
      claim_id: number;
      /** The claim with the values that only the desk sees. */
      desk_claim_id: number | null;
      import_id: number;
      batch: string;
    };
    import_mapping: {
      id: Generated<number>;
      name: string;
      mapping: unknown;
      columns: string[];
      saved_by: number | null;
      saved_at: Date;
    };
  }
}
