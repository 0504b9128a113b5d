import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeModules } from '../../src/cli/compose.ts';
import { readConfig } from '../../src/platform/config/config.ts';
import { openDatabase } from '../../src/platform/database/open-database.ts';
import { prepareJobs } from '../../src/platform/jobs/queues.ts';
import { MemoryCounters } from '../../src/platform/limits/counters.ts';
import type { App } from '../../src/platform/operation.ts';
import { openDiskBlobs } from '../../src/platform/storage/disk.ts';

/**
 * Opens a new embedded database, or the server of DATABASE_URL, with the given listeners (default: those of a server).
 * @returns `close` also deletes the folder with the data
 */
export async function openApp(
  options: { listeners?: App['listeners']; migrate?: boolean } = {},
): Promise<{ app: App; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = { ...readConfig({ KRONIKA_DATA: folder }), dataDir: folder, databaseUrl: process.env.DATABASE_URL };
  const { migrate } = options;
  const db = await openDatabase({
    dataDir: folder,
    ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
    ...(migrate === undefined ? {} : { migrate }),
  });
  const modules = composeModules();
  if (migrate !== false) await prepareJobs(db, modules.jobs);
  const app: App = {
    db,
    blobs: openDiskBlobs(join(folder, 'blobs')),
    checks: [],
    listeners: options.listeners ?? modules.listeners,
    now: () => new Date(),
    counters: new MemoryCounters(() => new Date()),
    config,
  };
  const close = async (): Promise<void> => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, close };
}
