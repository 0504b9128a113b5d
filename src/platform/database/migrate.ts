import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { packageRoot } from '../config/package-root.ts';
import { connectionOf } from './connected.ts';
import type { Database } from './database.ts';
import type { Reader, Tx } from './tx.ts';

declare module './tables.ts' {
  interface Tables {
    migration: { name: string; sha256: string; applied_at: import('kysely').Generated<Date> };
  }
}

export interface Migration {
  /** The file's name, `NNNN-what-it-does.sql`. */
  name: string;
  sha256: string;
  sql: string;
}

export const migrationsDirectory = join(packageRoot, 'migrations');

/**
 * The migrations of a folder, in order.
 * @throws Error if two have the same number, because their order would be undefined
 */
export function readMigrations(directory: string = migrationsDirectory): Migration[] {
  const names = namesIn(directory);
  for (const [index, name] of names.entries()) {
    if (names[index - 1]?.slice(0, 4) === name.slice(0, 4))
      throw new Error(`Two migrations have the same number: ${names[index - 1]} and ${name}.`);
  }
  return names.map((name) => {
    const text = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
    return { name, sha256: createHash('sha256').update(text).digest('hex'), sql: text };
  });
}

const namesIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort();

let newest: string | undefined;

/** The name of the last migration of this release. */
export const newestMigration = (): string => (newest ??= namesIn(migrationsDirectory).at(-1)!);

/** The key of the advisory lock for migrating a database on a server: an arbitrary constant. */
const migrating = 7_020_410_953n;

/**
 * Runs the migrations of a database that has data. `all` are those of the release, `apply` applies those that are
 * missing, and `isDone` says whether another process has done so meanwhile.
 */
export type Upgrade = (
  db: Database,
  migrations: { all: readonly Migration[]; isDone(): Promise<boolean>; apply(): Promise<string[]> },
) => Promise<string[]>;

/**
 * Applies missing migrations, each in its own transaction. If several processes do this at once, one waits for the
 * other.
 * @param upgrade applies the migrations if the database has data
 * @returns the names of the migrations that this call applied
 * @throws AppError `database_newer` if a newer release has migrated the database; `migration_changed` if a migration
 * that was applied earlier is missing in the folder or has changed
 */
export async function migrate(db: Database, directory?: string, upgrade?: Upgrade): Promise<string[]> {
  const migrations = readMigrations(directory);
  const isDone = (): Promise<boolean> => isCurrent(db, migrations);
  if (await isDone()) return [];
  const apply = async (): Promise<string[]> => {
    const applied: string[] = [];
    while (await db.transaction((tx) => applyNext(tx, migrations, applied))) {
      // Each call applies one migration, until none is left.
    }
    return applied;
  };
  return upgrade && (await hasData(db)) ? upgrade(db, { all: migrations, isDone, apply }) : apply();
}

/** Applies migrations in the caller's transaction, to a schema that has none. */
export async function migrateIn(tx: Tx, migrations: readonly Migration[]): Promise<void> {
  const applied: string[] = [];
  while (await applyNext(tx, migrations, applied)) {
    // Each call applies one migration. Some of the next migrations cannot run while deferred constraint checks wait.
    await sql`set constraints all immediate`.execute(tx);
  }
}

/** The migrations that a database has, in order. */
export const appliedMigrations = (db: Reader): Promise<Pick<Migration, 'name' | 'sha256'>[]> =>
  db.selectFrom('migration').select(['name', 'sha256']).orderBy('name').execute();

/** Whether anything has been written since the database was created. */
async function hasData(db: Database): Promise<boolean> {
  const isThere = async (query: string): Promise<boolean> =>
    ((await db.executeSql(query)).rows[0] as { found: boolean }).found;
  if (!(await isThere("select to_regclass('change_set') is not null as found"))) return false;
  return isThere('select exists (select from change_set) as found');
}

/** Whether all migrations are applied, which is so at most starts of the server. Takes no lock. */
async function isCurrent(db: Database, migrations: readonly Migration[]): Promise<boolean> {
  const [{ made }] = (await db.executeSql("select to_regclass('migration') is not null as made")).rows as [
    { made: boolean },
  ];
  if (!made) return false;
  return pending(migrations, await appliedMigrations(db.read)).length === 0;
}

async function applyNext(tx: Tx, migrations: readonly Migration[], applied: string[]): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${migrating})`.execute(tx);
  await sql`create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`.execute(
    tx,
  );
  const [next, ...rest] = pending(migrations, await appliedMigrations(tx));
  if (!next) return false;
  await connectionOf(tx).script(next.sql);
  await tx.insertInto('migration').values({ name: next.name, sha256: next.sha256 }).execute();
  applied.push(next.name);
  return rest.length > 0;
}

function pending(migrations: readonly Migration[], applied: readonly { name: string; sha256: string }[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, sha256 } of applied) {
    if (known.get(name)?.sha256 === sha256) continue;
    const isNewer = !known.has(name) && name > (migrations.at(-1)?.name ?? '');
    throw new AppError(isNewer ? 'database_newer' : 'migration_changed', { details: { name } });
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}
