import { expect } from 'vitest';
import type { Database } from '../database/database.ts';

/**
 * Waits until `count` connections to this database, on a server, wait for a lock. Connections to other databases of the
 * server belong to other tests and are not counted.
 */
export async function untilWaiting(db: Database, count: number): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await db.executeSql(waiting)).rows.length, { timeout: 50_000 }).toBe(count);
}
