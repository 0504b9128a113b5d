import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dump, onSnapshot, type DumpSums } from '../backup/dump.ts';
import { readErasures, type Erasure } from '../backup/erasures.ts';
import { BackupFolder } from '../backup/folder.ts';
import { loadJobs } from '../backup/load.ts';
import type { PlaceLock } from '../backup/place.ts';
import { loadDatabase, loading, moveRows, openWith } from '../backup/restore-backup.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { EmbeddedDatabase } from '../database/embedded/embedded-database.ts';
import { lockData, type DataLock } from '../database/embedded/lock.ts';
import { appliedMigrations } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { withViewer } from '../database/viewer.ts';
import type { Tx } from '../database/tx.ts';
import { updateStatistics } from '../database/update-statistics.ts';
import { AppError } from '../errors.ts';
import { finishRollback, isRollingBack, startRollback } from '../installation.ts';
import { type Job } from '../jobs/jobs.ts';
import { prepareJobs } from '../jobs/queues.ts';
import { refuseInLockdown } from '../lockdown.ts';
import { runningProcesses } from '../one-data-directory.ts';
import type { Progress } from '../socket/lines.ts';
import { syncFolder } from '../storage/write-once.ts';
import {
  copyFolder,
  dropCopy,
  findCopy,
  isBegin,
  namesOf,
  removeScratch,
  scratchFolders,
  upgradeFolder,
  type UpgradeCopy,
} from './copy.ts';
import {
  changeUpTo,
  countErasures,
  countLaterChanges,
  requireAllWritten,
  isVoid,
  writeLaterWrites,
  type Written,
} from './later-writes.ts';
import { replaceSchema } from './replace-schema.ts';

type Target = Pick<Config, 'dataDir' | 'databaseUrl' | 'databaseDirectUrl'>;

/**
 * What a rollback will do. `at`: when the copy was made. `before`: its last migration. `changes`: how many changes were
 * made since; they are exported to `file` and are then missing in the database.
 */
export type RollbackPlan = { at: string; kronika: string; before: string; changes: number; file: string };

type Options = {
  jobs: readonly Job[];
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Called before anything is changed. If it throws, there is no rollback. */
  confirm(plan: RollbackPlan): Promise<void>;
  /** Called in the transaction that loads the database. */
  loaded(tx: Tx): Promise<void>;
  /**
   * Prepares to repeat erasures that were made after the copy: reads from the upgraded database what this needs.
   * @returns the function that repeats them in the older database, and returns the number of rows
   */
  erasing(db: Database, list: readonly Erasure[]): Promise<(older: Database) => Promise<number>>;
};

/** `plan` is null if this finished a rollback that had been interrupted. `erased`: rows that were erased again. */
export type RolledBack = { plan: RollbackPlan | null; erased: number };

/**
 * Restores the database as it was before the last upgrade, and exports later changes to a file. If this is interrupted,
 * either nothing has changed, or nothing can open the installation until this has been run again and is complete.
 * @returns null if there is no copy, or the database has not been upgraded since
 * @throws AppError `data_locked`, `backup_running`, `rollback_busy`, `rollback_void`, `rollback_differs`,
 * `rollback_blocked`, `backup_newer`, `backup_damaged`, `lockdown`, `cancelled`
 */
export async function rollBack(target: Target, options: Options): Promise<RolledBack | null> {
  const { dataDir } = target;
  const folder = await BackupFolder.find(copyFolder(dataDir));
  if (!folder) return null;
  const locks: Pick<PlaceLock | DataLock, 'release'>[] = [await folder.lock()];
  try {
    if (!target.databaseUrl) locks.push(await lockData(dataDir));
    const copy = await findCopy(dataDir);
    if (!copy) return null;
    return await withViewer(undefined, () => new Rollback(target, copy, options).run());
  } finally {
    for (const lock of locks.toReversed()) await lock.release();
  }
}

/**
 * `erase`: erases again in the older database; null if there is nothing to erase. `written`: what the file has.
 * `erasures`: how many erasures the database had noted.
 */
type Prepared = {
  plan: RollbackPlan;
  erase: ((older: Database) => Promise<number>) | null;
  written: Written;
  erasures: number;
};

class Rollback {
  readonly #target: Target;
  readonly #copy: UpgradeCopy;
  readonly #options: Options;
  /** The two paths of `scratchFolders`. */
  readonly #scratch: string;
  readonly #replaced: string;

  constructor(target: Target, copy: UpgradeCopy, options: Options) {
    this.#target = target;
    this.#copy = copy;
    this.#options = options;
    [this.#scratch, this.#replaced] = scratchFolders(target.dataDir);
  }

  async run(): Promise<RolledBack | null> {
    const { dataDir, databaseUrl } = this.#target;
    const done = databaseUrl ? await this.#onServer() : await this.#embedded();
    if (!done) return null;
    await removeScratch(dataDir);
    await finishRollback(dataDir);
    await dropCopy(dataDir);
    return done;
  }

  /** Creates the older database in another folder, and then moves it to the place of the upgraded one. */
  async #embedded(): Promise<RolledBack | null> {
    const { dataDir } = this.#target;
    const [now, made] = [join(dataDir, 'db'), join(this.#scratch, 'db')];
    let done: RolledBack = { plan: null, erased: 0 };
    if (!isRollingBack(dataDir)) {
      if (!existsSync(now)) return null;
      const upgraded = new EmbeddedDatabase({ directory: now });
      try {
        const prepared = await this.#prepare(upgraded);
        if (!prepared) return null;
        done = { plan: prepared.plan, erased: await this.#make(prepared.erase) };
      } finally {
        await upgraded.close();
      }
    }
    await startRollback(dataDir);
    if (existsSync(made)) {
      if (existsSync(now)) {
        await rm(this.#replaced, { recursive: true, force: true });
        await rename(now, this.#replaced);
      }
      await rename(made, now);
      await syncFolder(dataDir);
    }
    return done;
  }

  /** Replaces the schema in one transaction, and adds the queues and their jobs after it. */
  async #onServer(): Promise<RolledBack | null> {
    const { dataDir, databaseUrl, databaseDirectUrl } = this.#target;
    const { jobs, signal } = this.#options;
    const { backup } = this.#copy;
    const db = await openDatabase({ url: databaseUrl!, directUrl: databaseDirectUrl, migrate: false });
    try {
      let done: RolledBack = { plan: null, erased: 0 };
      if (!isRollingBack(dataDir) || (await this.#isUpgraded(db))) {
        const prepared = await this.#prepare(db);
        if (!prepared) return null;
        const erased = prepared.erase ? await this.#make(prepared.erase) : 0;
        done = { plan: prepared.plan, erased };
        await this.#replace(db, prepared);
      }
      await prepareJobs(db, jobs);
      await loading(db, (tx) => loadJobs(tx, backup.database(), signal));
      await updateStatistics(db);
      return done;
    } finally {
      await db.close();
    }
  }

  async #replace(db: Database, { erase, written, erasures }: Prepared): Promise<void> {
    const { dataDir } = this.#target;
    const { backup, note } = this.#copy;
    const { signal } = this.#options;
    const migrations = backup.migrations();
    const names = namesOf(note, await appliedMigrations(db.read));
    const loaded = async (tx: Tx): Promise<void> => {
      await this.#options.loaded(tx);
      // From here on, the transaction may commit even if this process does not receive the response.
      await startRollback(dataDir);
    };
    // Since the file was written, a process may have started.
    const demand = (tx: Tx): Promise<void> => requireAllWritten(tx, written, erasures);
    this.#options.progress({ phase: 'cli.progress.loading' });
    try {
      if (!erase) {
        const content = { parts: backup.database(), sums: backup.manifest.tables };
        return await replaceSchema(db, { names, migrations, content }, { signal, demand, loaded });
      }
      const from = new EmbeddedDatabase({ directory: join(this.#scratch, 'db') });
      try {
        const sums: DumpSums = { tables: {}, sequences: {} };
        await onSnapshot(from, (source) => {
          const content = { parts: dump(source, sums, { signal }), sums: sums.tables };
          return replaceSchema(db, { names, migrations, content }, { signal, demand, loaded });
        });
      } finally {
        await from.close();
      }
    } catch (error) {
      if (await this.#isUpgraded(db).catch(() => false)) await finishRollback(dataDir);
      throw error;
    }
  }

  async #isUpgraded(db: Database): Promise<boolean> {
    return (await appliedMigrations(db.read)).length > this.#copy.backup.manifest.migrations.length;
  }

  /**
   * Checks that the rollback is possible, asks for confirmation, and exports later changes. Returns null if the
   * database has not been upgraded.
   */
  async #prepare(db: Database): Promise<Prepared | null> {
    const { dataDir } = this.#target;
    const { confirm, erasing } = this.#options;
    const { backup } = this.#copy;
    const { migrations, at, kronika } = backup.manifest;
    backup.migrations();
    const applied = await appliedMigrations(db.read);
    const before = migrations.map(({ name }) => name);
    if (
      !isBegin(
        before,
        applied.map(({ name }) => name),
      )
    )
      throw new AppError('rollback_differs');
    if (applied.length === before.length) return null;
    await refuseInLockdown(db.read);
    if (db.kind === 'server' && (await runningProcesses(db)).length) throw new AppError('rollback_busy');
    const { last, moment, newest } = this.#copy.note;
    const known = newest && (await changeUpTo(db.read, newest[0]));
    if (String(known) !== String(newest)) throw new AppError('rollback_differs');
    if (await isVoid(db.read, last)) {
      await dropCopy(dataDir);
      throw new AppError('rollback_void');
    }
    const file = join(upgradeFolder(dataDir), `set-aside-${backup.name}.ndjson`);
    const changes = await countLaterChanges(db.read, last);
    const plan = { at, kronika, before: before.at(-1)!, changes, file };
    if (!isRollingBack(dataDir)) await confirm(plan);
    const erasures = await countErasures(db.read);
    const list = erasures > backup.manifest.erasures ? await db.transaction(readErasures) : null;
    const erase = list ? await erasing(db, list) : null;
    const names = namesOf(this.#copy.note, applied);
    const head = { format: 'kronika-set-aside', copy: at, changes };
    const written = await writeLaterWrites(db, { last, moment, names }, file, head);
    await removeScratch(dataDir);
    return { plan, erase, written, erasures };
  }

  /** Creates the older database in the scratch folder. @returns how many rows were erased again */
  async #make(erase: ((older: Database) => Promise<number>) | null): Promise<number> {
    const { jobs, signal, loaded, progress } = this.#options;
    const { backup } = this.#copy;
    const migrations = backup.migrations();
    const target = { dataDir: this.#scratch, databaseUrl: undefined };
    await mkdir(this.#scratch, { mode: 0o700 });
    progress({ phase: 'cli.progress.loading' });
    const db = await openWith(migrations, target);
    let erased = 0;
    try {
      await prepareJobs(db, jobs);
      await loadDatabase(db, backup, { signal, loaded });
      if (erase) erased = await erase(db);
      else await updateStatistics(db);
    } finally {
      await db.close();
    }
    // As in a restore, erased data must not stay in any file of the final database.
    if (erase) await moveRows(target, migrations, { jobs, signal });
    await syncFolder(this.#scratch);
    return erased;
  }
}
