import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAppError } from '../platform/errors.ts';
import { runOnJson, systemPrincipal, type App } from '../platform/operation.ts';
import { setLockdown } from '../platform/lockdown.ts';
import { testDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { testApp } from '../platform/testing/test-app.ts';
import { exportedOperations, sourceFiles, textOf } from './testing/all-operations.ts';
import { kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

const healthOf = async (server: { address: string }) =>
  ((await (await fetch(`${server.address}/health`)).json()) as { status: string }).status;
const signIn = (server: { address: string }) => fetch(`${server.address}/desk/sign-in`);

describe('kronika lockdown', () => {
  it('reaches a running server, and the data of a server that does not run', async () => {
    const env = { KRONIKA_DATA: join(tempDir(), 'data') };
    const add = ['account', 'add', 'admin@example.org', '--name', 'Aida', '--role', 'administrator', '--json'];
    const { link } = JSON.parse((await kronikaDone(add, env)).stdout) as { link: string };
    const server = await kronikaServing(env);
    const invitation = server.address + new URL(link).pathname;
    expect([await healthOf(server), (await fetch(invitation)).status]).toEqual(['ok', 200]);

    const begun = await kronikaDone(['lockdown'], env);
    expect([begun.status, begun.stderr]).toEqual([0, '']);
    expect(begun.stdout).toContain('To end it: kronika lockdown --end');
    expect((await signIn(server)).status).toBe(503);
    await expect.poll(() => healthOf(server)).toBe('lockdown');
    expect((await fetch(`${server.address}/`)).status).toBe(200);
    const again = JSON.parse((await kronikaDone(['lockdown', '--json'], env)).stdout) as { since: string };
    expect(again.since).toMatch(/^\d{4}-/);
    // Other commands cannot write either.
    const refused = await kronikaDone(['account', 'password', 'admin@example.org'], env);
    expect([refused.status, refused.stderr.includes('To end it: kronika lockdown --end')]).toEqual([1, true]);
    await server.stop();

    // The lockdown continues after a restart, until someone ends it.
    const restarted = await kronikaServing(env);
    expect([await healthOf(restarted), (await signIn(restarted)).status]).toEqual(['lockdown', 503]);
    await restarted.stop();
    const ended = await kronikaDone(['lockdown', '--end'], env);
    expect([ended.status, ended.stdout.includes('The lockdown has ended')]).toEqual([0, true]);
    const none = await kronikaDone(['lockdown', '--end', '--json'], env);
    expect([none.status, JSON.parse(none.stdout)]).toEqual([0, { ended: false }]);
    expect((await kronikaDone(['lockdown'], env)).status).toBe(0);
    const third = await kronikaServing(env);
    expect(await healthOf(third)).toBe('lockdown');
    expect((await kronikaDone(['lockdown', '--end'], env)).status).toBe(0);
    await expect.poll(() => healthOf(third)).toBe('ok');
    expect([
      (await signIn(third)).status,
      (await fetch(server.address.replace(/:\d+$/, `:${new URL(third.address).port}`) + new URL(link).pathname)).status,
    ]).toEqual([200, 410]);
    await third.stop();
  });

  it('reaches every server on one database', async ({ skip }) => {
    const made = await testDatabase('server').catch(() => null);
    if (!made) return skip('no PostgreSQL server here');
    const url = (made.where as { url: string }).url;
    const env = { KRONIKA_DATA: join(tempDir(), 'data'), DATABASE_URL: url };
    const servers = [await kronikaServing(env), await kronikaServing(env)];
    try {
      // The command goes through the first server. The second one hears of the lockdown from the database.
      expect((await kronikaDone(['lockdown'], env)).status).toBe(0);
      for (const server of servers) {
        expect((await signIn(server)).status).toBe(503);
        await expect.poll(() => healthOf(server), { timeout: 200_000 }).toBe('lockdown');
        await server.logged(/lockdown began/);
      }
      expect((await kronikaDone(['lockdown', '--end'], env)).status).toBe(0);
      for (const server of servers) await expect.poll(() => healthOf(server), { timeout: 200_000 }).toBe('ok');
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await made.drop();
    }
  });
});

describe('in lockdown', () => {
  let made: TestDatabase;
  let app: App;
  beforeAll(async () => {
    made = await testDatabase('embedded');
    app = testApp(made.db);
    await made.db.transaction((tx) => setLockdown(tx, new Date()));
  });
  afterAll(() => made.drop());

  it('every operation is refused except those that begin and end the lockdown', async () => {
    const { operations, declared } = await exportedOperations();
    expect(operations.length).toBeGreaterThanOrEqual(declared);
    expect(declared).toBeGreaterThan(200);
    const refused = async (operation: (typeof operations)[number]) =>
      runOnJson(app, operation, systemPrincipal, {}).then(
        () => false,
        (error: unknown) => asAppError(error).code === 'lockdown',
      );
    const ran: string[] = [];
    for (const one of operations) if (one.lockdown || !(await refused(one))) ran.push(one.name);
    expect(ran.toSorted()).toEqual(['accounts.beginLockdown', 'accounts.endLockdown']);
  });

  it('no other operation declares that it runs in lockdown, even if it is not exported', () => {
    const declaring = sourceFiles().filter((file) => /^\s*lockdown: '(begins|runs)',$/m.test(textOf(file)));
    expect(declaring).toEqual(['accounts/lockdown/lockdown.ts']);
  });
});
