import { connectionOf } from './connected.ts';
import type { Tx } from './tx.ts';

/**
 * Runs a part of a transaction. Its queries see what members of exactly these teams see, or, if `teams` is null,
 * everything.
 */
export async function seeing<T>(tx: Tx, teams: readonly number[] | null, work: () => Promise<T>): Promise<T> {
  const connection = connectionOf(tx);
  const before = connection.seen;
  const visible = teams && teams.join(',');
  if (visible === before) return work();
  await connection.see(visible);
  try {
    return await work();
  } finally {
    // A transaction that has failed accepts no more statements. Then the rollback resets the setting.
    await connection.see(before).catch(() => connection.restoreSeen(before));
  }
}
