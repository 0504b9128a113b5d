import { join } from 'node:path';
import { composeModules } from '../../src/cli/compose.ts';
import { readConfig } from '../../src/platform/config/config.ts';
import { openDatabase } from '../../src/platform/database/open-database.ts';
import { MemoryCounters } from '../../src/platform/limits/counters.ts';
import type { App } from '../../src/platform/operation.ts';
import { openDiskBlobs } from '../../src/platform/storage/disk.ts';
import { fillIndex, settle } from '../search/fill.ts';

/** Added cases have higher numbers than this; cases of the sample data have lower numbers. */
const lastReserved = 1_000;

/** Adds cases to the data folder of a stopped server. All of them have the word "place" in their titles. */
export const addCasesTo = (data: string, cases: number): Promise<void> =>
  inDataFolder(data, async (app) => {
    await fillIndex(app, cases, () => {}, { alike: true, after: lastReserved });
    await settle(app.db);
  });

/** Runs `work` on the data folder of a stopped server. */
export async function inDataFolder<T>(data: string, work: (app: App) => Promise<T>): Promise<T> {
  const db = await openDatabase({ dataDir: data });
  const now = (): Date => new Date();
  try {
    return await work({
      db,
      blobs: openDiskBlobs(join(data, 'blobs')),
      checks: [],
      listeners: composeModules().listeners,
      now,
      counters: new MemoryCounters(now),
      config: readConfig({ KRONIKA_DATA: data }),
    });
  } finally {
    await db.close();
  }
}
