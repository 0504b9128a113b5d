import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DumpSums } from '../platform/backup/dump.ts';
import { packageRoot } from '../platform/config/package-root.ts';
import { emptyServerDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { errorCode, kronika, kronikaDone, kronikaOk, useKronika } from './testing/kronika.ts';
import { newerRelease, tablesOf } from './testing/newer-release.ts';

useKronika();

let newer: string;
beforeAll(() => void (newer = newerRelease()));

type Env = { KRONIKA_DATA: string; DATABASE_URL?: string };

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
  ])('during the rollback, %s, is repaired by running it again', async (_, isTime) => {
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
