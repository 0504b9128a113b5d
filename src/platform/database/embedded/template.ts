import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { EmbeddedDatabase } from './embedded-database.ts';

/** Raised when the making of a template changes in itself (initdb's arguments, say). */
const format = 1;

/** initdb's arguments for a new database. */
export const initdbArguments: string[] = [];

/** Names what is in a template: the version of PGlite and each migration. */
export function templateKey(migrationsDir?: string): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const content = [format, manifest.dependencies['@electric-sql/pglite'], ...readMigrations(migrationsDir).map(({ name, sha256 }) => `${name} ${sha256}`)];
  return createHash('sha256').update(content.join('\n')).digest('hex').slice(0, 16);
}

/**
 * A database directory, initialised and migrated, that others are copied from: in `folder`, made there if it is
 * missing. Safe to be called by several processes at once.
 */
export async function ensureTemplate(folder: string, migrationsDir?: string): Promise<string> {
  const template = join(folder, `pgdata-${templateKey(migrationsDir)}`);
  if (existsSync(template)) return template;
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.pgdata-${randomUUID()}`);
  try {
    const db = new EmbeddedDatabase({ directory: draft, initdb: initdbArguments, unsafe: true });
    try {
      await migrate(db, migrationsDir);
    } finally {
      await db.close();
    }
    moveInPlace(draft, template);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return template;
}

/** Copies a template; the copy's files are not synced. */
export async function copyTemplate(template: string, target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  await cp(template, target, { recursive: true });
}

function moveInPlace(draft: string, place: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    // Another process was quicker; its template is as good.
    if (!existsSync(place)) throw error;
  }
}
