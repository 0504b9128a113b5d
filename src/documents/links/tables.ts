declare module '../../platform/database/tables.ts' {
  interface Tables {
    link_round: { document_id: number; asked_at: Date; done_at: Date | null };
  }
}
export {};
