import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { packageRoot } from '../config/package-root.ts';
import { connectionOf } from './connected.ts';
import type { Database } from './database.ts';
import type { Tx } from './tx.ts';

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
 * Applies missing migrations, each in its own transaction. If several processes do this at once, one waits for the
 * other.
 * @returns the names of the migrations that this call applied
 * @throws AppError `migration_changed` if a migration that was applied earlier is missing in the folder or has changed
 */
export async function migrate(db: Database, directory?: string): Promise<string[]> {
  const migrations = readMigrations(directory);
  if (await isCurrent(db, migrations)) return [];
  const applied: string[] = [];
  while (await db.transaction((tx) => applyNext(tx, migrations, applied))) {
    // Each call applies one migration, until none is left.
  }
  return applied;
}

/** Whether all migrations are applied. This needs no lock, and at most starts of the server nothing else is needed. */
async function isCurrent(db: Database, migrations: readonly Migration[]): Promise<boolean> {
  const [{ made }] = (await db.executeSql("select to_regclass('migration') is not null as made")).rows as [
    { made: boolean },
  ];
  if (!made) return false;
  const applied = await db.read.selectFrom('migration').select(['name', 'sha256']).orderBy('name').execute();
  return pending(migrations, applied).length === 0;
}

async function applyNext(tx: Tx, migrations: readonly Migration[], applied: string[]): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${migrating})`.execute(tx);
  await sql`create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`.execute(
    tx,
  );
  const done = await tx.selectFrom('migration').select(['name', 'sha256']).orderBy('name').execute();
  const [next, ...rest] = pending(migrations, done);
  if (!next) return false;
  await connectionOf(tx).script(next.sql);
  await tx.insertInto('migration').values({ name: next.name, sha256: next.sha256 }).execute();
  applied.push(next.name);
  return rest.length > 0;
}

function pending(migrations: readonly Migration[], applied: readonly { name: string; sha256: string }[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, sha256 } of applied) {
    if (known.get(name)?.sha256 !== sha256) throw new AppError('migration_changed', { details: { name } });
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}
