declare module '../../platform/database/tables.ts' {
  interface Tables {
    /** Captures whose page readers may open as it was kept; see docs/decisions/0110. */
    released_capture: { capture_id: number; released_by: number | null; released_at: Date };
  }
}
export {};
