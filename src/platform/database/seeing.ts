import { connectionOf } from './connected.ts';
import type { Tx } from './tx.ts';

/**
 * Runs a part of a transaction in which queries see what members of exactly these teams see. Null: they see everything.
 */
export async function seeing<T>(tx: Tx, teams: readonly number[] | null, work: () => Promise<T>): Promise<T> {
  const connection = connectionOf(tx);
  const before = connection.seen;
  const wanted = teams && teams.join(',');
  if (wanted === before) return work();
  await connection.see(wanted, true);
  try {
    return await work();
  } finally {
    // If the transaction has failed, it accepts no more statements, and its end resets the setting anyway.
    await connection.see(before, true).catch(() => connection.restoreSeen(before));
  }
}
