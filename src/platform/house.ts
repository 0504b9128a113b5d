import { mkdirSync } from 'node:fs';
import type { KyselyPlugin } from 'kysely';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { AppError } from './errors.ts';
import { prepareJobs, type Job } from './jobs/jobs.ts';
import type { Follower, House } from './operation.ts';
import { openStore } from './storage/open-store.ts';

/** What the rooms bring into the house: who follows writes, and the work that is done later. */
export type Rooms = { followers: readonly Follower[]; jobs: readonly Job[] };

export type OpenHouse = { house: House; close(): Promise<void> };

/**
 * Opens an installation: database (migrated), queues, blobs, followers.
 * @throws AppError `data_locked`, `data_damaged`, `database_unreachable`, `migration_changed`
 */
export async function openHouse(config: Config, rooms: Rooms, now: () => Date = () => new Date()): Promise<OpenHouse> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const db = await openDatabase({ dataDir: config.dataDir, url: config.databaseUrl });
  try {
    await prepareJobs(db, rooms.jobs);
  } catch (error) {
    await db.close();
    throw error;
  }
  const house: House = { db, blobs: await openStore(config), followers: rooms.followers, now, config };
  return { house, close: () => db.close() };
}

/**
 * The house for one piece of work that can be called off. Once `signal` fires, its next statement throws
 * `cancelled`, and a transaction that was open rolls back; what has committed stays.
 */
export function cancellable(house: House, signal: AbortSignal): House {
  const check = (): void => {
    if (signal.aborted) throw new AppError('cancelled');
  };
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      check();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const { db } = house;
  const checked: Database = {
    kind: db.kind,
    read: (db.read as Parameters<Parameters<Database['transaction']>[0]>[0]).withPlugin(plugin),
    async transaction(work) {
      check();
      return db.transaction(async (tx) => {
        const result = await work(tx.withPlugin(plugin));
        check();
        return result;
      });
    },
    executeSql: (sql, values, tx) => db.executeSql(sql, values, tx),
    async readAll(asked) {
      check();
      return db.readAll(asked);
    },
    listen: (channel, heard, lost) => db.listen(channel, heard, lost),
    notify: (channel, payload) => db.notify(channel, payload),
    close: () => db.close(),
  };
  return { ...house, db: checked };
}
