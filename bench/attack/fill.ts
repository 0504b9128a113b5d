import { join } from 'node:path';
import { composeModules } from '../../src/cli/compose.ts';
import { readConfig } from '../../src/platform/config/config.ts';
import { openDatabase } from '../../src/platform/database/open-database.ts';
import { MemoryCounters } from '../../src/platform/limits/counters.ts';
import { openDiskBlobs } from '../../src/platform/storage/disk.ts';
import { fillIndex, settle } from '../search/fill.ts';

/** The sample data's cases have lower numbers. */
const first = 1_000;

/** Adds cases that all have the word "place" to the data folder of a stopped server. */
export async function fillServed(data: string, cases: number): Promise<void> {
  const db = await openDatabase({ dataDir: data });
  const now = (): Date => new Date();
  try {
    await fillIndex(
      {
        db,
        blobs: openDiskBlobs(join(data, 'blobs')),
        checks: [],
        listeners: composeModules().listeners,
        now,
        counters: new MemoryCounters(now),
        config: readConfig({ KRONIKA_DATA: data }),
      },
      cases,
      () => {},
      { alike: true, after: first },
    );
    await settle(db);
  } finally {
    await db.close();
  }
}
