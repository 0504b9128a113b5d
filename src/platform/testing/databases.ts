import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Database } from '../database/database.ts';
import { EmbeddedDatabase } from '../database/embedded/embedded-database.ts';
import { copyTree } from '../database/embedded/data-directory.ts';
import { ServerDatabase } from '../database/server/server-database.ts';
import { scratchDir } from './scratch-dir.ts';
import { whole } from './whole.ts';
import type { DeskAnswers } from './global-setup.ts';

/** A new database for a test, with all migrations and no data. */
export interface TestDatabase {
  db: Database;
  /**
   * How another process opens the database: `openDatabase(where)`. The embedded database allows only one process at a
   * time.
   */
  where: { dataDir: string } | { url: string };
  /** Closes the database and removes it. */
  drop(): Promise<void>;
}

/**
 * Runs the tests of `define` twice: on the embedded database and on a PostgreSQL server. Each has a new, migrated
 * database that all tests of the block share.
 *     onBothDatabases('filing claims', (db) => {
 *       it('stores the chain', async () => { await db().read.selectFrom('claim')… });
 *     });
 */
export const onBothDatabases = (name: string, define: Tests): void => onDatabases(['embedded', 'server'], name, define);

/**
 * Like `onBothDatabases`, but on one database: the server if there is one. For tests that visit everything or
 * write thousands of rows. What they do has smaller tests on both databases. `KRONIKA_BOTH=1` runs these tests on both, too.
 */
export const onOneDatabase = (name: string, define: Tests): void =>
  onDatabases(
    process.env['KRONIKA_BOTH'] ? ['embedded', 'server'] : [inject('noServer') === null ? 'server' : 'embedded'],
    name,
    define,
  );

/**
 * Like `onBothDatabases`, but on one of the two: by the name, a quarter of the blocks on the embedded database, because
 * it needs twice the processor time, and all if there is no server. For everything whose queries give the same on both. Tests of `platform` and
 * `record`, and of what is hidden, limited or deleted, use `onBothDatabases`. `npm run test:long` runs all on both.
 */
export const onEitherDatabase = (name: string, define: Tests): void =>
  onDatabases(whole ? ['embedded', 'server'] : [isServers(name) ? 'server' : 'embedded'], name, define);

const isServers = (name: string): boolean =>
  inject('noServer') === null && [...name].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % 4 > 0;

type Tests = (db: () => Database, kind: Database['kind']) => void;

function onDatabases(kinds: readonly Database['kind'][], name: string, define: Tests): void {
  for (const kind of kinds) {
    describe.skipIf(kind === 'server' && inject('noServer') !== null)(`${name} (${kind})`, () => {
      let made: TestDatabase | undefined;
      beforeAll(async () => {
        made = await testDatabase(kind);
      });
      afterAll(() => made?.drop());
      define(() => {
        if (!made) throw new Error('The database is only available inside tests and hooks.');
        return made.db;
      }, kind);
    });
  }
}

/** A database for one test only, which must drop it. */
export function testDatabase(kind: Database['kind']): Promise<TestDatabase> {
  return kind === 'embedded' ? embedded() : server();
}

/**
 * A database for tests of pages in a browser, which the test must drop: the server if there is one, because the embedded
 * database takes three times as long to load the sample data. `npm run test:long` uses the embedded one.
 */
export const oneDatabase = (): Promise<TestDatabase> =>
  testDatabase(inject('noServer') === null && !whole ? 'server' : 'embedded');

async function embedded(): Promise<TestDatabase> {
  const template = await askDesk('template');
  const dataDir = scratchDir('kronika-db-');
  copyTree(template.folder, join(dataDir, 'db'));
  const db = new EmbeddedDatabase({ directory: join(dataDir, 'db'), unsafe: true });
  return {
    db,
    where: { dataDir },
    drop: async () => {
      await db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function server(): Promise<TestDatabase> {
  const { url, template } = await askDesk('server');
  const name = `kronika_test_${randomUUID().replaceAll('-', '')}`;
  // Copying the files takes half the time of copying them through the write-ahead log, which is PostgreSQL's default.
  await admin(url, `create database ${name} template ${template} strategy file_copy`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const db = new ServerDatabase(own.href);
  return {
    db,
    where: { url: own.href },
    drop: async () => {
      await db.close();
      await admin(url, `drop database ${name} with (force)`);
    },
  };
}

/** A database on the server that has nothing in it, not even migrations. The test must drop it. */
export async function emptyServerDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { url } = await askDesk('server');
  const name = `kronika_test_${randomUUID().replaceAll('-', '')}`;
  await admin(url, `create database ${name} template template0`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => admin(url, `drop database ${name} with (force)`) };
}

async function admin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function askDesk<Name extends keyof DeskAnswers>(name: Name): Promise<DeskAnswers[Name]> {
  return new Promise((resolve, reject) => {
    const socket = connect(inject('databaseDesk'), () => socket.write(`${name}\n`));
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('error', reject);
    socket.on('end', () => {
      const answer = JSON.parse(said) as { value: DeskAnswers[Name] } | { error: string };
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.value);
    });
  });
}
