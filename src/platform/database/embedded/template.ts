import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildRoot, packageRoot } from '../../config/package-root.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { EmbeddedDatabase } from './embedded-database.ts';

/** Part of the hash in a template's name. Increase it if the code that creates templates changes. */
const format = 2;

const aDay = 24 * 3_600_000;

/** Arguments of initdb. They make text sort by code point, with Unicode's rules for upper and lower case. */
export const initdbArguments = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** The folders that can contain a template: first the folder of the build, then the folder of the tests. */
const folders = [buildRoot ?? join(packageRoot, 'dist'), join(packageRoot, 'node_modules', '.cache', 'kronika')];

/** The name of the template for these migrations: a hash of everything on which its content depends. */
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

/** The template for these migrations, if there is one. */
export function findTemplate(migrationsDir?: string): string | null {
  const name = templateName(migrationsDir);
  return folders.map((folder) => join(folder, name)).find((template) => existsSync(template)) ?? null;
}

/**
 * Creates the template in `folder` if it is missing: a migrated, empty database, which is copied for each new database.
 * Also removes old templates. Several processes can call this at the same time.
 * @returns the path of the template
 */
export async function ensureTemplate(folder: string, migrationsDir?: string): Promise<string> {
  const name = templateName(migrationsDir);
  const template = join(folder, name);
  if (existsSync(template)) return template;
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.${name}-${randomUUID()}`);
  try {
    await makeEmpty(draft, (db) => migrate(db, migrationsDir));
    moveTemplate(draft, template);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  // Other templates are removed only after a day: a test run that started before the migrations changed may still copy
  // from one.
  for (const other of readdirSync(folder).filter((each) => each.startsWith('pgdata-') && each !== name)) {
    if (Date.now() - statSync(join(folder, other)).mtimeMs > aDay)
      rmSync(join(folder, other), { recursive: true, force: true });
  }
  return template;
}

/** Creates an empty database in a new folder, without syncing it. */
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

function moveTemplate(draft: string, template: string): void {
  try {
    renameSync(draft, template);
  } catch (error) {
    // If another process was faster, its template is the same.
    if (!existsSync(template)) throw error;
  }
}
