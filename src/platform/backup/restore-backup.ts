import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Tx } from '../database/tx.ts';
import { migrate, type Migration } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { updateStatistics } from '../database/update-statistics.ts';
import { withSight } from '../database/sight.ts';
import { AppError } from '../errors.ts';
import { adoptInstallation, finishRestore, startRestore } from '../installation.ts';
import { prepareJobs, type Job } from '../jobs/jobs.ts';
import type { Progress } from '../socket/lines.ts';
import { openStore } from '../storage/open-store.ts';
import { jobsTable, setFormats, sumsOf } from './dump.ts';
import { dayKeyFolder, keyFolder, writeKeyFiles } from './key-files.ts';
import { load } from './load.ts';
import type { Backup } from './read-backup.ts';

type Options = {
  jobs: readonly Job[];
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Called in the transaction that loads the database, after it was compared with the backup. */
  loaded(tx: Tx): Promise<void>;
};
type Target = Pick<Config, 'dataDir' | 'databaseUrl' | 's3'>;

/** Files of a data directory that say that it has been used. */
const traces = ['db', 'blobs', 'keys', 'commenter-keys', 'installation.json', 'restoring.json'];

/**
 * Refuses an installation that has anything in it.
 * @throws AppError `restore_not_empty` with what there is
 */
export async function demandEmpty({ dataDir, databaseUrl }: Target): Promise<void> {
  const there = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const trace = there.find((name) => traces.includes(name));
  if (trace) throw new AppError('restore_not_empty', { details: { place: join(dataDir, trace) } });
  if (!databaseUrl) return;
  const db = await openDatabase({ url: databaseUrl, migrate: false });
  try {
    const { rows } = await sql<{ name: string }>`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname in (current_schema(), 'pgboss')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1 limit 1`.execute(
      db.read,
    );
    if (rows[0])
      throw new AppError('restore_not_empty', {
        details: { place: `${new URL(databaseUrl).pathname.slice(1)} (${rows[0].name})` },
      });
  } finally {
    await db.close();
  }
}

/**
 * Restores a backup, which must have passed `check`, into an empty installation. Until `work` is done, nothing else can
 * open the installation.
 * @throws AppError `backup_newer`, `restore_differs`, `cancelled`
 */
export async function restoreBackup(
  backup: Backup,
  target: Target,
  { jobs, signal, progress, loaded }: Options,
): Promise<void> {
  const { dataDir } = target;
  const migrations = backup.migrations();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  startRestore(dataDir);
  await restoreBlobs(backup, target, { signal, progress });
  await writeKeyFiles(dataDir, keyFolder, await backup.keys());
  await writeKeyFiles(dataDir, dayKeyFolder, await backup.dayKeys());
  progress({ phase: 'cli.progress.loading' });
  const db = await openWith(migrations, target);
  try {
    await prepareJobs(db, jobs);
    await loadDatabase(db, backup, { signal, loaded });
    await migrate(db);
    await updateStatistics(db);
  } finally {
    await db.close();
  }
  adoptInstallation(dataDir, backup.manifest.installation);
  finishRestore(dataDir);
}

async function restoreBlobs(
  backup: Backup,
  target: Target,
  { signal, progress }: Pick<Options, 'signal' | 'progress'>,
): Promise<void> {
  const store = await openStore(target);
  let done = 0;
  for await (const blob of backup.blobs()) {
    if (signal.aborted) throw new AppError('cancelled');
    await store.putStream(backup.blob(blob));
    if (++done % 50 === 0) progress({ phase: 'cli.progress.blobs', done, total: backup.manifest.blobs.count });
  }
}

/** Opens the empty database with the migrations that the backup has. */
async function openWith(migrations: readonly Migration[], { dataDir, databaseUrl: url }: Target): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-migrations-'));
  try {
    for (const { name, sql: text } of migrations) writeFileSync(join(folder, name), text);
    return await openDatabase({ dataDir, url, migrationsDir: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads the database and compares every table with the backup, in one transaction. */
async function loadDatabase(
  db: Database,
  backup: Backup,
  { signal, loaded }: Pick<Options, 'signal' | 'loaded'>,
): Promise<void> {
  await withSight(undefined, () =>
    db.transaction(async (tx) => {
      await setFormats(tx);
      await load(tx, backup.database());
      const there = (await sumsOf(tx, signal)).tables;
      const { tables } = backup.manifest;
      for (const name of new Set([...Object.keys(tables), ...Object.keys(there)])) {
        // Jobs of queues that this release does not have are left out.
        if (name === jobsTable && there[name]!.rows < (tables[name]?.rows ?? 0)) continue;
        if (there[name]?.hash !== tables[name]?.hash || there[name]?.rows !== tables[name]?.rows)
          throw new AppError('restore_differs', { details: { table: name } });
      }
      await loaded(tx);
    }),
  );
}
