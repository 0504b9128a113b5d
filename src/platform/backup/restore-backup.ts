import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Tx } from '../database/tx.ts';
import { copyFor } from '../database/embedded/copies.ts';
import { EmbeddedDatabase } from '../database/embedded/embedded-database.ts';
import { migrate, readMigrations, type Migration } from '../database/migrate.ts';
import { openDatabase, type OpenOptions } from '../database/open-database.ts';
import { updateStatistics } from '../database/update-statistics.ts';
import { withViewer } from '../database/viewer.ts';
import { AppError } from '../errors.ts';
import { adoptInstallation, finishRestore, startRestore } from '../installation.ts';
import { type Job } from '../jobs/jobs.ts';
import { prepareJobs } from '../jobs/queues.ts';
import type { Progress } from '../socket/lines.ts';
import { ifMissing } from '../storage/if-missing.ts';
import { endingKeyFolders } from '../storage/key-folder.ts';
import { openStore } from '../storage/open-store.ts';
import { damaged } from './damaged.ts';
import { dump, jobsTable, onSnapshot, setFormats, sumsOf, type DumpSums } from './dump.ts';
import { keyFolder, writeKeyFiles } from './key-files.ts';
import { load } from './load.ts';
import type { Backup } from './read-backup.ts';

type Options = {
  jobs: readonly Job[];
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Called in the transaction that loads the database, after the rows have been compared with the backup. */
  loaded(tx: Tx): Promise<void>;
  /**
   * Repeats the erasures that were made after the backup, in the embedded database of the data directory and in the
   * store of blobs. Undefined if there were none.
   */
  erase?: (() => Promise<void>) | undefined;
};
type Target = Pick<Config, 'dataDir' | 'databaseUrl' | 's3'>;

/** Files and folders that only a data directory in use has. */
const traces = ['db', 'blobs', 'keys', ...endingKeyFolders, 'installation.json', 'restoring.json', 'upgrade'];

/**
 * Checks that the data directory and the database on a server, if there is one, are empty.
 * @throws AppError `restore_not_empty` with the first file or table that was found; `restore_unfinished`
 */
export async function requireEmpty({ dataDir, databaseUrl }: Target): Promise<void> {
  const there = await readdir(dataDir).catch(ifMissing([] as string[]));
  const trace = there.find((name) => traces.includes(name));
  if (there.includes('restoring.json')) throw new AppError('restore_unfinished', { details: { path: dataDir } });
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
 * Tests whether a backup can be restored: checks all its files and the list of erasures, loads its database into a
 * temporary embedded database, and compares this with the backup.
 * @throws AppError `backup_damaged`, `backup_newer`, `restore_differs`, `cancelled`
 */
export async function verifyBackup(
  backup: Backup,
  options: Pick<Options, 'jobs' | 'signal' | 'progress'>,
): Promise<void> {
  const migrations = backup.migrations();
  await backup.check(options);
  if (!(await backup.folder.erasures())) throw damaged('current/erasures.ndjson', 'it is missing');
  options.progress({ phase: 'cli.progress.loading' });
  const dataDir = mkdtempSync(join(tmpdir(), 'kronika-verify-'));
  try {
    const db = await openWith(migrations, { dataDir, databaseUrl: undefined }, { scratch: true });
    try {
      await prepareJobs(db, options.jobs);
      await loadDatabase(db, backup, { signal: options.signal, loaded: async () => {} });
      await migrate(db);
    } finally {
      await db.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Restores a backup into an empty installation. The caller must have called `check` on the backup. Until the restore is
 * complete, no other process can open the installation.
 * @throws AppError `backup_newer`, `restore_differs`, `cancelled`
 */
export async function restoreBackup(backup: Backup, target: Target, options: Options): Promise<void> {
  const { dataDir } = target;
  const { jobs, erase, progress } = options;
  const migrations = backup.migrations();
  // If the store is away or the bucket is missing, the restore fails here, before anything is written.
  if (target.s3) await (await openStore(target)).list()[Symbol.asyncIterator]().next();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  startRestore(dataDir);
  await restoreBlobs(backup, target, options);
  await writeKeyFiles(dataDir, [keyFolder], await backup.keys());
  await writeKeyFiles(dataDir, endingKeyFolders, await backup.endingKeys());
  adoptInstallation(dataDir, backup.manifest.installation);
  progress({ phase: 'cli.progress.loading' });
  // Erased data must not stay in any file of the database, not even in its write-ahead log. So the data is erased in an
  // intermediate database, and `moveRows` copies the remaining rows into the final one.
  const first = erase ? { ...target, databaseUrl: undefined } : target;
  const db = await openWith(migrations, first);
  try {
    await prepareJobs(db, jobs);
    await loadDatabase(db, backup, options);
    await migrate(db);
    if (!erase) await updateStatistics(db);
  } finally {
    await db.close();
  }
  if (erase) {
    progress({ phase: 'cli.progress.erasing' });
    await erase();
    await moveRows(target, readMigrations(), options);
  }
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
    if (!backup.damaged.has(backup.blobFile(blob.sha256))) await store.putStream(backup.blob(blob));
    if (++done % 50 === 0) progress({ phase: 'cli.progress.blobs', done, total: backup.manifest.blobs.count });
  }
}

/** Opens the empty database and runs only the given migrations. */
export async function openWith(
  migrations: readonly Migration[],
  { dataDir, databaseUrl: url }: Pick<Target, 'dataDir' | 'databaseUrl'>,
  { scratch }: Pick<OpenOptions, 'scratch'> = {},
): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-migrations-'));
  try {
    for (const { name, sql: text } of migrations) writeFileSync(join(folder, name), text);
    return await openDatabase({ dataDir, url, migrationsDir: folder, scratch });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads the rows of the backup and compares the checksum of every table, in one transaction. */
export async function loadDatabase(
  db: Database,
  backup: Backup,
  { signal, loaded }: Pick<Options, 'signal' | 'loaded'>,
): Promise<void> {
  await loading(db, async (tx) => {
    await load(tx, backup.database(), signal);
    requireSameTables((await sumsOf(tx, signal)).tables, backup.manifest.tables);
    await loaded(tx);
  });
}

/**
 * Moves the rows of the embedded database in `dataDir` into a new one with the same migrations: an embedded one, or the
 * server's.
 */
export async function moveRows(
  target: Pick<Target, 'dataDir' | 'databaseUrl'>,
  migrations: readonly Migration[],
  { jobs, signal }: Pick<Options, 'jobs' | 'signal'>,
): Promise<void> {
  const { dataDir } = target;
  const aside = copyFor(dataDir, process.pid);
  await rename(join(dataDir, 'db'), aside);
  const from = new EmbeddedDatabase({ directory: aside });
  try {
    const to = await openWith(migrations, target);
    try {
      await prepareJobs(to, jobs);
      await onSnapshot(from, (source) =>
        loading(to, async (tx) => {
          const sums: DumpSums = { tables: {}, sequences: {} };
          await load(tx, dump(source, sums, { signal }), signal);
          requireSameTables((await sumsOf(tx, signal)).tables, sums.tables);
        }),
      );
      await updateStatistics(to);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
    rmSync(aside, { recursive: true, force: true });
  }
}

export const loading = (db: Database, work: (tx: Tx) => Promise<void>): Promise<void> =>
  withViewer(undefined, () =>
    db.transaction(async (tx) => {
      await setFormats(tx);
      await work(tx);
    }),
  );

/** @throws AppError `restore_differs` with the first table that differs */
export function requireSameTables(there: DumpSums['tables'], wanted: DumpSums['tables']): void {
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(there)])) {
    // Fewer jobs are no difference, because jobs of queues that this release does not have are not loaded.
    if (name === jobsTable && there[name] && there[name].rows < (wanted[name]?.rows ?? 0)) continue;
    if (there[name]?.hash !== wanted[name]?.hash || there[name]?.rows !== wanted[name]?.rows)
      throw new AppError('restore_differs', { details: { table: name } });
  }
}
