import type { Database } from './database.ts';
import type { Engine } from './embedded/engine.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { migrate, type Upgrade } from './migrate.ts';
import { ServerDatabase } from './server/server-database.ts';

export interface OpenOptions {
  /**
   * The data directory. The embedded database is in its folder `db/`, which is created if it is missing. Not used if
   * there is a `url`.
   */
  dataDir?: string;
  /** `postgres://…` of a server. */
  url?: string;
  /** The URL of the server itself, if `url` is the URL of a pooler such as PgBouncer. */
  directUrl?: string | undefined;
  /** The `application_name` of the listening connection to a server. */
  name?: string;
  /** The folder of the migrations, if not the package's. */
  migrationsDir?: string;
  /** Whether missing migrations are applied; by default, they are. */
  migrate?: boolean;
  /** Runs the migrations of a database that has data. */
  upgrade?: Upgrade | undefined;
  /**
   * The embedded engine, if it is compiled already. Compiling takes half of the time that it takes to open a database.
   */
  engine?: Engine;
  /** The embedded database is deleted after use, so nothing of it needs to be synced to disk. */
  scratch?: boolean;
}

/**
 * Opens the embedded database in `dataDir`, or the server at `url`, and applies missing migrations.
 * @throws AppError `data_locked`, `data_damaged`, `database_unreachable`, `config_invalid`, `database_newer`,
 * `migration_changed`
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const db = options.url
    ? new ServerDatabase(options.url, { direct: options.directUrl, ...(options.name && { name: options.name }) })
    : await openEmbedded(options.dataDir ?? './data', options);
  try {
    if (db instanceof ServerDatabase) await db.check();
    else await db.executeSql('select 1');
    if (options.migrate !== false) await migrate(db, options.migrationsDir, options.upgrade);
    return db;
  } catch (error) {
    await db.close().catch(() => {});
    throw error;
  }
}
