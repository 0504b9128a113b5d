import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createPasswordLink } from '../accounts/links.ts';
import { principalById } from '../accounts/principal-by-id.ts';
import { useLink } from '../accounts/use-link.ts';
import { openApp, type OpenApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { run, systemPrincipal } from '../platform/operation.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { file } from '../record/filing/file.ts';
import { readShare } from '../record/protection/recovery/shares.ts';
import { sealThing } from '../record/protection/seal.ts';
import { composeModules } from './compose.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const env = { KRONIKA_DATA: join(folder, 'data'), KRONIKA_EXAMPLE: '0' };
const recovery = (...args: string[]) => kronikaDone(['recovery', ...args], env);
const sharesOf = (text: string) => text.match(/^KRONIKA-.*$/gm) ?? [];
/** Runs a command with shares on standard input. */
const withShares = (shares: readonly string[], ...args: string[]) =>
  kronikaDone(['recovery', ...args], env, shares.join('\n'));

async function onData<T>(work: (open: OpenApp) => Promise<T>): Promise<T> {
  const open = await openApp(readConfig({ ...env, KRONIKA_LOG: 'silent' }), composeModules());
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

let people: number[] = [];
beforeAll(async () => {
  for (const name of ['aida', 'bota'])
    await kronikaDone(['account', 'add', `${name}@example.org`, '--name', name, '--role', 'administrator'], env);
  people = await onData(async ({ app }) => {
    const rows = await app.db.read.selectFrom('account').select('id').orderBy('id').execute();
    for (const { id } of rows) {
      const { token } = await run(app, createPasswordLink, systemPrincipal, { accountId: id });
      await run(app, useLink, null, { token: token!, password: 'correct horse battery' });
    }
    return rows.map((row) => row.id);
  });
});

it('the recovery key is created, tested, used and replaced from the command line', async () => {
  // Commands that use a running server need not open the data each time.
  let server = await kronikaServing(env);
  expect((await recovery('status')).stdout).toContain('nothing can be sealed');
  expect((await recovery('test')).status).toBe(1);
  for (const counts of [
    ['2', '3'],
    ['21', '2'],
    ['x', '1'],
  ] as const)
    expect((await recovery('create', '--shares', counts[0], '--threshold', counts[1])).status).toBe(2);

  const papers = join(folder, 'papers');
  const made = await recovery(
    'create',
    '--shares',
    '3',
    '--threshold',
    '2',
    '--holder',
    'aida@example.org',
    '--folder',
    papers,
  );
  const shares = sharesOf(made.stdout);
  expect([made.status, shares.length]).toEqual([0, 3]);
  expect(readdirSync(papers).map((name) => [name, statSync(join(papers, name)).mode & 0o777])).toEqual(
    [1, 2, 3].map((number) => [`share-${number}.txt`, 0o600]),
  );
  // Nothing of a share is in the data folder.
  const parts = shares.flatMap((share) => [Buffer.from(share.slice(10)), Buffer.from(readShare(share)!.data)]);
  const stored = readdirSync(env.KRONIKA_DATA, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  expect(stored.length).toBeGreaterThan(100);
  for (const { parentPath, name } of stored) {
    const bytes = readFileSync(join(parentPath, name));
    expect(parts.some((part) => bytes.includes(part))).toBe(false);
  }
  const again = await recovery('create', '--shares', '1', '--threshold', '1');
  expect([again.status, sharesOf(again.stdout), again.stderr.includes('recovery rotate')]).toEqual([1, [], true]);
  expect((await recovery('status')).stdout).toMatch(
    /Any 2 of 3 shares[^]*Share 1: aida \(aida@example\.org\), never tested\n\s+Share 2: no one recorded/,
  );
  expect((await recovery('holder', '2', 'bota@example.org')).stdout).toContain('Share 2: bota@example.org');

  const files = [1, 3].map((number) => join(papers, `share-${number}.txt`));
  expect((await recovery('test', ...files)).stdout).toMatch(/are right, and open what is sealed: 1, 3\./);
  const mistyped = shares[1]!.replace(/.$/, (sign) => (sign === '7' ? '8' : '7'));
  const wrong = await withShares([shares[0]!, mistyped], 'test');
  expect([wrong.status, wrong.stdout, wrong.stderr]).toEqual([
    1,
    '',
    expect.stringMatching(/#2: Mistyped[^]*shares: 1 correct share was entered. You need 2/),
  ]);

  expect(await server.stop()).toBe(0);
  const ref = await onData(async ({ app }) => {
    const aida = await principalById(app.db.read, people[0]!, 'cli');
    const { actors } = await run(app, file, systemPrincipal, {
      actors: [{ kind: 'person', names: [{ text: 'Zhanar Hidden' }] }],
    });
    await sealThing(app, systemPrincipal, { thing: actors[0]!, for: [aida.accountId!] });
    return actors[0]!;
  });
  server = await kronikaServing(env);
  const as = ['--as', 'bota@example.org'];
  expect((await withShares(shares.slice(0, 1), 'open', ref, ...as)).status).toBe(1);
  expect((await withShares(shares.slice(0, 2), 'open', ref)).status).toBe(2);
  const opened = await withShares(shares.slice(0, 2), 'open', ref, ...as);
  expect([opened.status, opened.stdout.includes('actor_name.text: Zhanar Hidden')]).toEqual([0, true]);
  const handed = await withShares(shares, 'open', ref, '--for', 'bota@example.org', ...as);
  expect([handed.status, handed.stdout.includes('Zhanar')]).toEqual([0, false]);

  const oldShares = join(folder, 'old.txt');
  writeFileSync(oldShares, shares.join('\n'));
  const next = await recovery('rotate', oldShares, '--shares', '1', '--threshold', '1');
  const [single] = sharesOf(next.stdout);
  expect([next.status, next.stdout]).toEqual([
    0,
    expect.stringMatching(
      /Warning: one share[^]*1 item was encrypted for the new key\. The earlier shares open nothing/,
    ),
  ]);
  expect((await withShares(shares, 'open', ref, ...as)).stderr).toContain('belongs to the earlier key');
  expect((await withShares([single!.toLowerCase()], 'open', ref, ...as)).stdout).toContain('Zhanar Hidden');
  expect((await recovery('continue')).stdout).toContain('No item had to be encrypted');

  const log = join(folder, 'log.jsonl');
  expect((await kronikaDone(['security-log', log], env)).status).toBe(0);
  expect(await server.stop()).toBe(0);
}, 600_000);
