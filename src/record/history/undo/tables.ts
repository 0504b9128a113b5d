/** Why an undo left an item unchanged. */
export type Ground =
  /** Someone changed the item after the change that is undone, and this later change was not reversed. */
  | 'later'
  /** Another item depends on this one, and the undo neither withdraws nor restores that item. */
  | 'rested'
  | 'erased'
  | 'sealed'
  /** The item is an article. A published article changes only by an action such as update or correct. */
  | 'article'
  /**
   * The effect of the change is not part of the item's state, such as an answer to a disagreement, or a pair marked as
   * not duplicates.
   */
  | 'besides'
  /** Not an item of the record, but an account, a setting or a draft. */
  | 'elsewhere'
  /** An operation refuses to restore the earlier state; the history of the item says why. */
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
