import type { EncryptedRow, RowKeys } from '../../platform/storage/row-keys.ts';

/** What is encrypted of a comment that readers cannot see. `note`: the desk's words to the writer. */
export type CommentTexts = { name: string; text: string; note: string };

/** What is encrypted of a reader's report. */
export type ReportTexts = { note: string };

export const noTexts = { name: '', text: '', note: '' } as const;

/** The texts of a comment. Null if its key was deleted, as after the restore of an older backup. */
export const readComment = async (keys: RowKeys, row: CommentTexts & EncryptedRow): Promise<CommentTexts | null> =>
  row.encrypted === null
    ? { name: row.name, text: row.text, note: row.note }
    : keys.read<CommentTexts>({ row_key: row.row_key, encrypted: row.encrypted });
