import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { onSnapshot, sumsOf, type DumpSums } from '../platform/backup/dump.ts';
import { packageRoot } from '../platform/config/package-root.ts';
import { openDatabase } from '../platform/database/open-database.ts';
import { emptyServerDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { errorCode, kronika, kronikaDone, kronikaOk, useKronika } from './testing/kronika.ts';

useKronika();

/** The folder of a newer release: the same build with one more migration. */
const newer = join(tempDir(), 'newer');
beforeAll(() => {
  mkdirSync(newer);
  for (const name of ['dist', 'migrations', 'package.json'])
    cpSync(join(packageRoot, name), join(newer, name), { recursive: true });
  for (const name of ['node_modules', 'messages']) symlinkSync(join(packageRoot, name), join(newer, name));
  writeFileSync(
    join(newer, 'migrations', '9999-later.sql'),
    'create table later (id bigint primary key); alter table actor add column later int;',
  );
});

type Env = { KRONIKA_DATA: string; DATABASE_URL?: string };

/** The rows of all tables, except what a rollback changes: sessions, and the time that is accepted. */
async function tablesOf(env: Env): Promise<DumpSums['tables']> {
  const db = await openDatabase({ dataDir: env.KRONIKA_DATA, url: env.DATABASE_URL, migrate: false });
  try {
    const { tables } = await onSnapshot(db, sumsOf);
    for (const name of ['session', 'half_session', 'setting', 'pgboss.job']) delete tables[name];
    return tables;
  } finally {
    await db.close();
  }
}

/** Runs a command and kills it as soon as `isTime`, or lets it end. @returns whether it was killed */
async function killed(args: string[], env: Env, root: string, isTime: () => boolean): Promise<boolean> {
  const run = kronika(args, env, '', root);
  let ended = false;
  void run.ended.then(() => (ended = true));
  while (!ended && !isTime()) await new Promise((resolve) => setImmediate(resolve));
  run.process.kill('SIGKILL');
  return (await run.ended) === 'SIGKILL';
}

const add = (name: string): string[] => ['account', 'add', `${name}@example.org`, '--name', name, '--role', 'editor'];
const list = ['account', 'list', '--json'];

/** Says whether a folder has a file or folder with such a name. */
const has = (folder: string, pattern: RegExp): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => pattern.test(name));

describe.skipIf(inject('noServer') !== null).each(['embedded', 'server'] as const)('a kill (%s)', (kind) => {
  let env: Env;
  let before: DumpSums['tables'];
  let drop: (() => Promise<void>) | undefined;
  const upgrade = (): string => join(env.KRONIKA_DATA, 'upgrade');
  const copy = (): string => join(upgrade(), 'copy');
  beforeAll(async () => {
    const server = kind === 'server' ? await emptyServerDatabase() : null;
    drop = server?.drop;
    env = { KRONIKA_DATA: join(tempDir(), 'data'), ...(server && { DATABASE_URL: server.url }) };
    await kronikaOk(add('before'), env);
    before = await tablesOf(env);
  });
  afterAll(() => drop?.());

  it.each([
    ['before it begins', () => has(copy(), /^lock$/)],
    ['while it is written', () => has(join(copy(), 'backups'), /^\d{4}-/)],
  ])('during the copy, %s, leaves the database as it was', async (_, isTime) => {
    expect(await killed(list, env, newer, isTime)).toBe(true);
    expect(await tablesOf(env)).toEqual(before);
    await kronikaOk(list, env);
  });

  it.each([
    ['when the later changes are in their file', () => has(upgrade(), /^set-aside-.*\.ndjson$/)],
    ['while the older database is made', () => has(join(env.KRONIKA_DATA, 'rolling-back'), /./)],
    ['when the database is being replaced', () => has(env.KRONIKA_DATA, /^rolling-back\.json$/)],
    ['between the two folders', () => has(env.KRONIKA_DATA, /^replaced-db$/)],
  ])('during the rollback, %s, is mended by running it again', async (_, isTime) => {
    rmSync(upgrade(), { recursive: true, force: true });
    expect(await kronikaDone(add('after'), env, '', newer)).toMatchObject({ status: 0 });
    // The earlier release does not open the newer database, and says how to go back.
    const refused = await kronikaDone(list, env);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('kronika rollback')]);
    await killed(['rollback', '--yes'], env, packageRoot, isTime);
    const again = await kronikaDone(['rollback', '--yes', '--json'], env);
    // The rollback may have been complete when it was killed.
    expect(['done', 'rollback_none'], again.stderr).toContain(again.status === 0 ? 'done' : errorCode(again));
    expect(await tablesOf(env)).toEqual(before);
    expect(await kronikaOk(list, env)).not.toContain('after@');
    expect(readdirSync(env.KRONIKA_DATA).filter((name) => /rolling|replaced/.test(name))).toEqual([]);
    expect(has(upgrade(), /^set-aside-/)).toBe(true);
  });
});
