import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const env = { KRONIKA_DATA: join(tempDir(), 'data'), KRONIKA_EXAMPLE: '0' };
const asMonitor = { ...env, KRONIKA_AS: 'monitor@example.org' };

it('tokens are created, listed and ended from the command line', async () => {
  for (const [email, role] of [
    ['admin@example.org', 'administrator'],
    ['monitor@example.org', 'monitor'],
  ] as const)
    expect((await kronikaDone(['account', 'add', email, '--name', email, '--role', role], env)).status).toBe(0);
  // Commands that use a running server need not open the data each time.
  const server = await kronikaServing(env);
  const add = ['token', 'add', 'Nightly import', '--scope', 'read:desk', 'write:record', '--days'];
  expect((await kronikaDone([...add, '30'], env)).status).toBe(2);
  const long = await kronikaDone([...add, '9999'], asMonitor);
  expect([long.status, long.stderr.includes('1 to 366')]).toEqual([1, true]);
  const made = await kronikaDone([...add, '30', '--json'], asMonitor);
  const { number, token } = JSON.parse(made.stdout) as { number: number; token: string };
  expect(token).toMatch(/^kronika_[\w-]{43}$/);
  const list = await kronikaDone(['token', 'list'], asMonitor);
  expect([
    list.status,
    list.stdout.includes('Nightly import  monitor@example.org  read:desk, write:record  works until'),
    list.stdout.includes(token),
  ]).toEqual([0, true, false]);
  expect(
    (await kronikaDone(['token', 'revoke', String(number)], { ...env, KRONIKA_AS: 'admin@example.org' })).stdout,
  ).toContain('is revoked');
  expect((await kronikaDone(['token', 'list', '--json'], asMonitor)).stdout).toContain('"revoked"');

  expect((await kronikaDone(['security-log'], env)).status).toBe(2);
  const verified = await kronikaDone(['security-log', '--verify', '--json'], env);
  expect([verified.status, JSON.parse(verified.stdout)]).toEqual([0, { fault: null, days: 0 }]);
  const log = join(env.KRONIKA_DATA, '..', 'security-log.jsonl');
  expect((await kronikaDone(['security-log', log], asMonitor)).status).toBe(1);
  const written = await kronikaDone(['security-log', log], { ...env, KRONIKA_AS: 'admin@example.org' });
  expect([written.status, written.stdout.includes('No changed or removed entry was found')]).toEqual([0, true]);
  const events = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { entry: { event: string } }).entry.event);
  expect(events).toEqual(['account-created', 'account-created', 'token-created', 'token-revoked', 'exported']);
  expect(await server.stop()).toBe(0);
});
