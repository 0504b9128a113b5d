/** Known from what others say of it, or written and signed here. */
export const letterSorts = ['reported', 'hosted'] as const;
export type LetterSort = (typeof letterSorts)[number];

declare module '../platform/database/tables.ts' {
  interface Tables {
    letter: { id: number; sort: LetterSort; title: string; language: string; source_id: number | null };
    letter_event: { letter_id: number; position: number; event_id: number };
  }
}
