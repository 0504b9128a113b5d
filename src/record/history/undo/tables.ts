/** Why an undo left a thing as it is. */
export type Ground =
  /** Somebody changed it afterwards, and it still says so. */
  | 'later'
  /** Something that stays rests on it. */
  | 'rested'
  | 'erased'
  | 'sealed'
  /** An article: what was published leaves by the acts of publishing. */
  | 'article'
  /** What it did stands besides the thing's state: an answer to a disagreement, that two things are not one. */
  | 'besides'
  /** No thing of the record: accounts, settings, drafts. */
  | 'elsewhere'
  /** What it said before can't be written any more; the history of the thing says why. */
  | 'refused';

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    undo: {
      batch_id: string;
      undoes_set: number | null;
      undoes_batch: string | null;
      account_id: number | null;
      via: string;
      why: string;
      started_at: Date;
      finished_at: Date | null;
      at_set: number;
      at_ordinal: number;
      total: number;
      seen: import('kysely').Generated<number>;
      done: import('kysely').Generated<number>;
      skipped: import('kysely').Generated<number>;
    };
    undo_skipped: { batch_id: string; thing_id: number; ground: Ground };
  }
}
