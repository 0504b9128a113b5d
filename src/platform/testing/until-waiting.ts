import { expect } from 'vitest';
import type { Database } from '../database/database.ts';

/**
 * Waits until so many connections of this database wait for a lock, on a server. Only of this database: other tests run
 * on the same server.
 */
export async function untilWaiting(db: Database, count: number): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await db.executeSql(waiting)).rows.length, { timeout: 50_000 }).toBe(count);
}
