/** Paper sizes of PDFs. */
export const papers = ['a4', 'letter'] as const;
export type PaperSize = (typeof papers)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    print: { edition_id: number; paper: PaperSize; key: string; sha256: string };
    record_print: { thing_id: number; language: string; paper: PaperSize; key: string; sha256: string };
  }
}
