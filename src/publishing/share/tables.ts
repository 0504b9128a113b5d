declare module '../../platform/database/tables.ts' {
  interface Tables {
    article_share: { document_id: number; photo_id: number };
  }
}
export {};
