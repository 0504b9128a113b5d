declare module '../../platform/database/tables.ts' {
  interface Tables {
    translation: { document_id: number; original_id: number };
    translation_pair: { document_id: number; original_sentence: string; sentence: string; original_revision: number };
  }
}

/** A sentence of a translation and a sentence of its original, by their ids. A sentence can be in several pairs. */
export type Pair = { original: string; sentence: string };
