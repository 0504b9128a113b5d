import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import './tables.ts';
import type { Target } from './target.ts';

/** The progress of an undo. */
export type UndoState = {
  batch: string;
  target: Target;
  total: number;
  seen: number;
  done: number;
  skipped: number;
  finished: boolean;
};

export const targetOf = (undo: { undoes_set: number | null; undoes_batch: string | null }): Target =>
  undo.undoes_set === null ? { batch: undo.undoes_batch! } : { set: undo.undoes_set };

/** The progress of an undo; null if the batch is not an undo. */
export async function undoState(db: Reader, batch: string): Promise<UndoState | null> {
  const undo = await db
    .selectFrom('undo')
    .selectAll()
    .where(sql<boolean>`batch_id = ${batch}::uuid`)
    .executeTakeFirst();
  return undo
    ? {
        batch,
        target: targetOf(undo),
        total: undo.total,
        seen: undo.seen,
        done: undo.done,
        skipped: undo.skipped,
        finished: undo.finished_at !== null,
      }
    : null;
}

/** The undos of a change set or a batch, newest first. */
export function undosOf(db: Reader, target: Target) {
  return db
    .selectFrom('undo')
    .leftJoin('account', 'account.id', 'undo.account_id')
    .select(['undo.batch_id as batch', 'undo.started_at as at', 'undo.why', 'undo.via', 'account.name as by'])
    .where(
      'set' in target ? sql<boolean>`undoes_set = ${target.set}` : sql<boolean>`undoes_batch = ${target.batch}::uuid`,
    )
    .orderBy('undo.started_at', 'desc')
    .execute();
}
