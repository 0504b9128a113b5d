import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildRoot, packageRoot } from '../../package-root.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { EmbeddedDatabase } from './embedded-database.ts';

/** Raised when the making of a template changes in itself. */
const format = 2;

const aDay = 24 * 3_600_000;

/** Text sorts by code point, and case is Unicode's, as on a server made with C.UTF-8. */
export const initdbArguments = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** Where templates may stand: the build's, and the one tests make. */
const folders = [buildRoot ?? join(packageRoot, 'dist'), join(packageRoot, 'node_modules', '.cache', 'kronika')];

/** Names what is in a template: the version of PGlite and each migration. */
function templateName(migrationsDir?: string): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const content = [
    `format ${format}`,
    `pglite ${manifest.dependencies['@electric-sql/pglite']}`,
    ...initdbArguments,
    ...readMigrations(migrationsDir).map(({ name, sha256 }) => `${name} ${sha256}`),
  ];
  return `pgdata-${createHash('sha256').update(content.join('\n')).digest('hex').slice(0, 16)}`;
}

/** The template that fits these migrations, if one was made. */
export function findTemplate(migrationsDir?: string): string | null {
  const name = templateName(migrationsDir);
  return folders.map((folder) => join(folder, name)).find((template) => existsSync(template)) ?? null;
}

/**
 * A database directory, initialised and migrated, that new ones are copied from: in `folder`, made there if it is
 * missing; ones of yesterday are removed. Safe to be called by several processes at once.
 */
export async function ensureTemplate(folder: string, migrationsDir?: string): Promise<string> {
  const name = templateName(migrationsDir);
  const template = join(folder, name);
  if (existsSync(template)) return template;
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.${name}-${randomUUID()}`);
  try {
    await makeEmpty(draft, (db) => migrate(db, migrationsDir));
    place(draft, template);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  // Not at once: a test run that began before the migrations changed may still copy from one.
  for (const other of readdirSync(folder).filter((each) => each.startsWith('pgdata-') && each !== name)) {
    if (Date.now() - statSync(join(folder, other)).mtimeMs > aDay)
      rmSync(join(folder, other), { recursive: true, force: true });
  }
  return template;
}

/** Makes an empty database in a folder that isn't there yet, without syncing it. */
export async function makeEmpty(
  directory: string,
  fill: (db: EmbeddedDatabase) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const db = new EmbeddedDatabase({ directory, initdb: initdbArguments, unsafe: true });
  try {
    await db.executeSql('select 1');
    await fill(db);
  } finally {
    await db.close();
  }
}

function place(draft: string, template: string): void {
  try {
    renameSync(draft, template);
  } catch (error) {
    // Another process was quicker; its template is as good.
    if (!existsSync(template)) throw error;
  }
}
