import type { OwnRows, SealedRows, StatePart } from '../kinds/kind.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    text_translation: {
      thing_id: number;
      /** The column that is translated, such as `title`. */
      field: string;
      language: string;
      text: string;
      /** The text from which the translation was made. */
      original: string;
    };
  }
}

/** One translation in the state of an item. */
export type TranslationState = { field: string; language: string; text: string; original: string };

/** What a kind with translated texts declares: which rows are its own, part of its state, and sealed with it. */
export const ownTranslations: OwnRows = { table: 'text_translation', key: 'thing_id' };
export const translationState: StatePart = {
  field: 'translations',
  table: 'text_translation',
  key: 'thing_id',
  columns: ['field', 'language', 'text', 'original'],
  order: ['field', 'language'],
};
export const sealedTranslations: SealedRows = { table: 'text_translation', key: 'thing_id', removed: true };
/** The columns in which a person's name can occur. */
export const translationTexts = { text_translation: ['text', 'original'] } as const;
