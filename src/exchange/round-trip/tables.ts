declare module '../../platform/database/tables.ts' {
  interface Tables {
    imported_thing: { record: string; ref: string; thing_id: number; sha256: string | null };
  }
}

export {};
