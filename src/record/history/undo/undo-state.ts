import { sql } from 'kysely';
import { currentViewer } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import './tables.ts';
import type { Target } from './target.ts';

export type UndoState = {
  batch: string;
  target: Target;
  /** The number of changes in the target. */
  total: number;
  /** How many of these changes the undo has processed. */
  seen: number;
  /** How many items the undo has changed. */
  done: number;
  /** How many items the undo has left unchanged. */
  skipped: number;
  finished: boolean;
};

export const targetOf = (undo: { undoes_set: number | null; undoes_batch: string | null }): Target =>
  undo.undoes_set === null ? { batch: undo.undoes_batch! } : { set: undo.undoes_set };

/**
 * The progress of an undo; null if the batch is not an undo. Items that are limited to a team are counted only for its
 * members.
 */
export async function undoState(db: Reader, batch: string): Promise<UndoState | null> {
  const undo = await db
    .selectFrom('undo')
    .selectAll()
    .where(sql<boolean>`batch_id = ${batch}::uuid`)
    .executeTakeFirst();
  if (!undo) return null;
  const { total, seen, done, skipped } = currentViewer()?.hides ? await countSeen(db, batch) : undo;
  return { batch, target: targetOf(undo), total, seen, done, skipped, finished: undo.finished_at !== null };
}

/** The numbers of an undo. Only changes of items that this person may see are counted. */
async function countSeen(db: Reader, batch: string): Promise<Pick<UndoState, 'total' | 'seen' | 'done' | 'skipped'>> {
  const { rows } = await sql<Pick<UndoState, 'total' | 'seen' | 'done' | 'skipped'>>`
    select count(c.ordinal)::int as total,
      count(*) filter (where (c.change_set_id, c.ordinal) >= (u.at_set, u.at_ordinal))::int as seen,
      (select count(distinct d.thing_id)::int from change_set p join change d on d.change_set_id = p.id where p.batch_id = ${batch}::uuid) as done,
      (select count(*)::int from undo_skipped k where k.batch_id = ${batch}::uuid) as skipped
    from undo u left join change_set s on s.id = u.undoes_set or s.batch_id = u.undoes_batch
    left join change c on c.change_set_id = s.id where u.batch_id = ${batch}::uuid`.execute(db);
  return rows[0]!;
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
