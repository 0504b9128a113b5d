import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { onSnapshot, sumsOf, type DumpSums } from '../platform/backup/dump.ts';
import { openDatabase } from '../platform/database/open-database.ts';
import { packageRoot } from '../platform/config/package-root.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { whole } from '../platform/testing/whole.ts';
import { errorCode, kronikaDone, kronikaOk, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = join(packageRoot, 'src/cli/testing/releases');
const versions = readdirSync(folder)
  .flatMap((name) => /^(.+)\.tar\.zst$/.exec(name)?.[1] ?? [])
  .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** Unpacks the data folder of a release. */
function unpack(release: string): string {
  const data = join(tempDir(), 'data');
  mkdirSync(data, { mode: 0o700 });
  const tar = spawnSync('tar', ['-x', '-C', data], {
    input: decompress(readFileSync(join(folder, `${release}.tar.zst`))),
    timeout: 60_000,
  });
  expect(tar.status, tar.stderr.toString()).toBe(0);
  return data;
}

/** The rows of all tables, except what a rollback changes: sessions, and the time that is accepted. */
async function tablesOf(dataDir: string): Promise<DumpSums['tables']> {
  const db = await openDatabase({ dataDir, migrate: false });
  try {
    const { tables } = await onSnapshot(db, sumsOf);
    for (const name of ['session', 'half_session', 'setting']) delete tables[name];
    return tables;
  } finally {
    await db.close();
  }
}

it('there is a data folder of each release before this one, with at most 5 MB', () => {
  const headings = [...readFileSync(join(packageRoot, 'CHANGELOG.md'), 'utf8').matchAll(/^## (\d+\.\d+\.\d+) –/gm)];
  const released = headings.map(([, release]) => release!);
  expect(released.length).toBeGreaterThan(1);
  expect(released.filter((release) => release !== version && !versions.includes(release))).toEqual([]);
  expect(versions.filter((release) => !released.includes(release))).toEqual([]);
  expect(versions.filter((release) => statSync(join(folder, `${release}.tar.zst`)).size > 5_000_000)).toEqual([]);
});

// `npm test` upgrades from the last release, `npm run test:long` from each.
describe.each(whole ? versions : versions.slice(-1))('the data folder of release %s', (release) => {
  it('is upgraded by a start, and shows the same items, files and account', async () => {
    const file = join(folder, `${release}.json`);
    const env = { KRONIKA_DATA: unpack(release), KRONIKA_EXAMPLE: '1' };
    const before = await tablesOf(env.KRONIKA_DATA);
    const server = await kronikaServing(env);
    const look = [join(folder, 'look.mjs'), server.address, file];
    const { stdout } = await promisify(execFile)(process.execPath, look, { timeout: 500_000 });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    const signedIn = await fetch(`${server.address}/desk/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: server.address },
      body: new URLSearchParams({ email: 'aida@example.org', password: 'a few words in a row' }),
    });
    expect([signedIn.status, signedIn.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('kronika=')]);
    expect(await server.stop()).toBe(0);
    await kronikaOk(['verify', '--store'], env);
    // The upgrade has made a copy, and each release can be returned to, even if it has no command for this.
    const unasked = await kronikaDone(['rollback', '--json'], env);
    expect([unasked.status, errorCode(unasked)]).toEqual([2, 'rollback_yes']);
    const done = JSON.parse(await kronikaOk(['rollback', '--yes', '--json'], env)) as { changes: number; file: string };
    expect(
      readFileSync(done.file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"operation"')),
    ).toHaveLength(done.changes);
    expect(await tablesOf(env.KRONIKA_DATA)).toEqual(before);
    expect(errorCode(await kronikaDone(['rollback', '--yes', '--json'], env))).toBe('rollback_none');
  });
});
