import { connectionOf } from './connected.ts';
import type { Tx } from './tx.ts';

/**
 * Runs a part of a transaction as other viewers: its queries see what members of exactly these teams see. If `teams`
 * is null, they see everything.
 */
export async function asTeams<T>(tx: Tx, teams: readonly number[] | null, work: () => Promise<T>): Promise<T> {
  const connection = connectionOf(tx);
  const before = connection.seen;
  const visible = teams && teams.join(',');
  if (visible === before) return work();
  await connection.see(visible);
  try {
    return await work();
  } finally {
    // A failed transaction accepts no more statements, but its rollback resets the teams in the database.
    await connection.see(before).catch(() => connection.restoreSeen(before));
  }
}
