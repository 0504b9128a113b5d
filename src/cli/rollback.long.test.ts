import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
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

describe.each(['embedded', 'server'] as const)('a kill (%s)', (kind) => {
  it.skipIf(kind === 'server' && inject('noServer') !== null)(
    'loses nothing, neither while the copy is made nor during the rollback',
    async () => {
      const server = kind === 'server' ? await emptyServerDatabase() : null;
      const env: Env = { KRONIKA_DATA: join(tempDir(), 'data'), ...(server && { DATABASE_URL: server.url }) };
      const upgrade = join(env.KRONIKA_DATA, 'upgrade');
      const has = (folder: string, pattern: RegExp) => (): boolean =>
        existsSync(folder) && readdirSync(folder).some((name) => pattern.test(name));
      await kronikaOk(add('before'), env);
      const before = await tablesOf(env);

      for (const isTime of [has(upgrade, /^lock$/), has(join(upgrade, 'backups'), /\.part$/)]) {
        expect(await killed(list, env, newer, isTime)).toBe(true);
        expect(await tablesOf(env)).toEqual(before);
      }
      await kronikaOk(list, env);

      for (const isTime of [
        has(upgrade, /^set-aside-.*\.ndjson$/),
        has(join(upgrade, 'rolling-back'), /./),
        has(env.KRONIKA_DATA, /^rolling-back\.json$/),
        has(upgrade, /^replaced-db$/),
      ]) {
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
        expect(readdirSync(upgrade).filter((name) => /rolling|replaced/.test(name))).toEqual([]);
        expect(has(upgrade, /^set-aside-/)()).toBe(true);
      }
      await server?.drop();
    },
  );
});
