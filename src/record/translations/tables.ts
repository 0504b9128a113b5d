import type { OwnRows, SealedRows, StatePart } from '../kinds/kind.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    text_translation: {
      thing_id: number;
      /** The translated column, such as `title`, or another text of the item (`translatedParts`). */
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

/**
 * The translations of an item, as kinds declare them: rows of the item, a part of its state, rows that a seal deletes.
 */
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
