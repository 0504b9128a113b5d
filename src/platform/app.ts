import { mkdirSync } from 'node:fs';
import type { KyselyPlugin } from 'kysely';
import { noteTimeRegularly } from './clock/note-time.ts';
import type { Config } from './config/config.ts';
import { askTogether } from './database/ask-together.ts';
import type { Database } from './database/database.ts';
import type { Viewer } from './database/viewer.ts';
import type { Tx } from './database/tx.ts';
import type { Engine } from './database/embedded/engine.ts';
import { openDatabase } from './database/open-database.ts';
import { AppError } from './errors.ts';
import { connectionName, requireOneDirectory, markDirectory } from './one-data-directory.ts';
import { countersOn } from './limits/counters-on.ts';
import { type Job } from './jobs/jobs.ts';
import { prepareJobs } from './jobs/queues.ts';
import type { Counter, Gauge } from './metrics/metrics.ts';
import type { ChangeListener, App, Check } from './operation.ts';
import type { Progress } from './socket/lines.ts';
import { openStore } from './storage/open-store.ts';

/** What the modules add to the app: checks, listeners and jobs. */
export type Modules = {
  checks: readonly Check[];
  refused?: App['refused'];
  listeners: readonly ChangeListener[];
  jobs: readonly Job[];
  /** Metrics of the modules: counters in memory, and gauges that are read from the database. */
  counters?: readonly Counter<string>[];
  gauges?: readonly Gauge[];
  /** Whether this process serves pages. */
  servesPages?: boolean;
  /**
   * Called once the database is open. Loads into memory what this installation has added, such as its own properties.
   * @returns a function that removes this from memory again
   */
  opened?(db: Database, config: Config): Promise<() => void>;
  /** Called while the database is copied before an upgrade. */
  upgrading?(progress: Progress): void;
  /** See `App.refreshCaches`. */
  refreshCaches?(db: Database): Promise<void>;
  /** See `App.writer`. */
  writer?: App['writer'];
  /** See `App.loadViewer`. */
  loadViewer?(db: Database, accountId: number, tx?: Tx): Promise<Viewer>;
};

export type OpenApp = { app: App; close(): Promise<void> };

/**
 * Opens an installation: migrates its database, and prepares queues, the blob store and listeners.
 * @throws AppError `data_locked`, `data_damaged`, `database_unreachable`, `config_invalid`, `database_newer`,
 *   `migration_changed`, `upgrade_copy_failed`, `backup_tables_busy`, `other_data_directory`
 */
export async function openApp(
  config: Config,
  modules: Modules,
  now: () => Date = () => new Date(),
  engine?: Engine,
): Promise<OpenApp> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const marked = config.databaseUrl ? await markDirectory(config.dataDir) : null;
  let forget: (() => void) | undefined;
  let db: Database | undefined;
  const end = async (): Promise<void> => {
    forget?.();
    await db?.close();
    await marked?.remove();
  };
  try {
    db = await openDatabase({
      dataDir: config.dataDir,
      url: config.databaseUrl,
      directUrl: config.databaseDirectUrl,
      engine,
      upgrade: async (opened, migrations) => {
        const { upgradeWithCopy } = await import('./upgrade/copy.ts');
        return upgradeWithCopy(config.dataDir, modules.upgrading ?? (() => {}))(opened, migrations);
      },
      ...(marked && { name: connectionName({ mark: marked.mark, pages: modules.servesPages === true }) }),
    });
    await prepareJobs(db, modules.jobs);
    forget = await modules.opened?.(db, config);
    if (marked) await requireOneDirectory(db, config.dataDir);
  } catch (error) {
    await end();
    throw error;
  }
  const counters = countersOn(db, now);
  const { checks, refused, listeners, writer, loadViewer, refreshCaches } = modules;
  const app: App = {
    db,
    blobs: await openStore(config),
    checks,
    refused,
    listeners,
    now,
    config,
    counters,
    writer,
    ...(refreshCaches && { refreshCaches: askTogether(() => refreshCaches(app.db)) }),
    ...(loadViewer && { loadViewer: (accountId: number, tx?: Tx) => loadViewer(app.db, accountId, tx) }),
    guardsClock: true,
    ...(marked && { mark: marked.mark }),
  };
  // A failure is ignored, because `noteTimeRegularly` tries again every hour.
  const endTime = await noteTimeRegularly(app, () => {});
  const close = (): Promise<void> => {
    endTime();
    return end();
  };
  return { app, close };
}

/**
 * Returns an app for one piece of work that can be cancelled. Once `signal` is aborted, the next query or transaction
 * throws `cancelled`, and an open transaction rolls back. Transactions that have already committed are not undone.
 * `executeSql` does not check the signal.
 */
export function cancellable(app: App, signal: AbortSignal): App {
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
  const { db } = app;
  const checked: Database = {
    kind: db.kind,
    read: (db.read as Parameters<Parameters<Database['transaction']>[0]>[0]).withPlugin(plugin),
    async transaction(work, writer) {
      check();
      return db.transaction(async (tx) => {
        const result = await work(tx.withPlugin(plugin));
        check();
        return result;
      }, writer);
    },
    executeSql: (sql, values, tx) => db.executeSql(sql, values, tx),
    async readAll(asked) {
      check();
      return db.readAll(asked);
    },
    listen: (channel, heard, lost) => db.listen(channel, heard, lost),
    notify: (channel, payload) => db.notify(channel, payload),
    eraseOldVersions: (tables, last) => db.eraseOldVersions(tables, last),
    close: () => db.close(),
  };
  return { ...app, db: checked };
}
