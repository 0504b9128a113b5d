declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** Captures that readers may open; see docs/decisions/0110. */
    released_capture: { capture_id: number; released_by: number | null; released_at: Date };
  }
}
export {};
