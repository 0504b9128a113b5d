import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { newRecoveryKey } from '../platform/backup/cipher.ts';
import { BackupFolder } from '../platform/backup/folder.ts';
import { openPlace } from '../platform/backup/open-place.ts';
import { Backup } from '../platform/backup/read-backup.ts';
import { readConfig } from '../platform/config/config.ts';
import type { App } from '../platform/operation.ts';
import { startS3Server } from '../platform/testing/s3-server.ts';
import { startStoreProxy } from '../platform/testing/store-proxy.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { backupJob } from './backup-job.ts';
import { errorCode, kronika, kronikaDone, kronikaOk, useKronika } from './testing/kronika.ts';

useKronika();
const server = await startS3Server();
const proxy = await startStoreProxy(new URL(server.place.endpoint).origin);
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
const folder = tempDir();
const at = (name: string): string => join(folder, name);
const store = {
  KRONIKA_BACKUP_S3: proxy.address,
  KRONIKA_BACKUP_S3_KEY: server.place.keyId,
  KRONIKA_BACKUP_S3_SECRET: server.place.secret,
  KRONIKA_BACKUP_S3_REGION: server.place.region,
};
const quiet = { signal: new AbortController().signal, progress: () => {} };
const opened = async (address: string): Promise<BackupFolder> =>
  BackupFolder.open(await openPlace(address, readConfig(store)));

it('backs up into a bucket, lists, verifies and restores from there, and tells the site', async () => {
  const env = { KRONIKA_DATA: at('site'), ...store };
  const address = 's3://test-bucket/news/desk';
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
  const first = JSON.parse(await kronikaOk(['backup', address, '--new-key', '--json'], env)) as Record<string, string>;
  expect(first).toMatchObject({ folder: address, lost: [] });
  writeFileSync(at('key.txt'), first['identity']!);
  await kronikaOk(['backup', `${address}/`, '--keep', '2'], env);
  const listed = JSON.parse(await kronikaOk(['backup', address, '--list', '--json'], store)) as { backups: object[] };
  expect(listed.backups).toHaveLength(2);
  const elsewhere = { KRONIKA_DATA: at('elsewhere'), ...store };
  await kronikaOk(['backup', address, '--verify', '--key', at('key.txt')], elsewhere);
  await kronikaOk(['backup', address], env);
  const { stdout } = await kronikaDone(['doctor', '--json'], env);
  const { checks } = JSON.parse(stdout) as { checks: { check: string; detail: string }[] };
  expect(checks.find(({ check }) => check === 'backup')!.detail).toMatch(
    /last made 0 hours ago .*, in s3:\/\/test-bucket\/news\/desk; last verified 0 hours ago/,
  );
  const restored = { KRONIKA_DATA: at('restored'), ...store };
  const said = await kronikaOk(['restore', address, '--key', at('key.txt'), '--json'], restored);
  expect(JSON.parse(said)).toMatchObject({ damaged: [] });
  const again = await kronikaDone(
    ['account', 'add', 'a@example.org', '--name', 'A', '--role', 'editor', '--json'],
    restored,
  );
  expect(errorCode(again)).toBe('invalid_input');
  let isMade = false;
  proxy.decide((request) => {
    isMade ||= /^PUT.*SHA256SUMS/.test(request);
    return isMade && /list-type.*backups/.test(request) ? { status: 200, page: 'Sign in' } : 'pass';
  });
  const unkept = await kronikaDone(['backup', address, '--keep', '1', '--json'], env).finally(() =>
    proxy.decide(() => 'pass'),
  );
  expect([unkept.status, errorCode(unkept)]).toEqual([1, 'backup_unwritable']);
  expect(JSON.parse(unkept.stdout)).toMatchObject({ name: expect.any(String) as string, removed: null });
  const unset = await kronikaDone(['backup', address, '--list', '--json'], {});
  expect(errorCode(unset)).toBe('backup_no_store');
  proxy.decide(() => 'cut');
  const away = await kronikaDone(['backup', address, '--list'], store).finally(() => proxy.decide(() => 'pass'));
  expect([away.status, away.stderr]).toEqual([1, expect.stringContaining(`does not answer at ${proxy.address}`)]);
});

it('leaves the backups in a bucket good if it is killed, and the next run is a good one', async () => {
  const env = { KRONIKA_DATA: at('killed'), ...store };
  const address = 's3://test-bucket/killed';
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'editor'], env);
  await kronikaOk(['backup', address, '--unencrypted'], env);
  const [good] = await (await opened(address)).names();
  for (const moment of ['/database.gz', '/keys.gz', '/SHA256SUMS']) {
    const run = kronika(['backup', address, '--json'], env, '');
    await new Promise<void>((resolve) =>
      proxy.decide((request) => {
        if (!request.startsWith('PUT') || !request.includes(moment)) return 'pass';
        resolve();
        return 'cut';
      }),
    );
    run.process.kill('SIGKILL');
    await run.ended;
    proxy.decide(() => 'pass');
    const there = await opened(address);
    expect(await there.names(), moment).toEqual([good]);
    await (await Backup.open(there, null)).check(quiet);
  }
  await kronikaOk(['backup', address, '--keep', '1'], env);
  const there = await opened(address);
  expect(await there.names()).not.toContain(good);
  await (await Backup.open(there, null)).check(quiet);
});

it('is made by the server when it is due, also if the store was away before', async () => {
  const { recipient } = await newRecoveryKey();
  const env = {
    ...store,
    KRONIKA_DATA: at('job'),
    KRONIKA_BACKUP: 's3://test-bucket/job',
    KRONIKA_BACKUP_KEY: recipient,
    KRONIKA_BACKUP_KEEP: '2',
  };
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
  const logged: string[] = [];
  const note = (_: object, message: string): void => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note, fatal: note };
  const job = async (): Promise<void> => {
    for (const [name, value] of Object.entries({ KRONIKA_EXAMPLE: '0', DATABASE_URL: '', ...env }))
      vi.stubEnv(name, value);
    try {
      const app = { config: readConfig(env), now: () => new Date() } as App;
      await backupJob.handler({ input: {}, app, log, signal: quiet.signal, last: true });
    } finally {
      vi.unstubAllEnvs();
    }
  };
  proxy.decide(() => 'cut');
  await expect(job().finally(() => proxy.decide(() => 'pass'))).rejects.toMatchObject({ code: 'backup_store_away' });
  await job();
  expect(logged).toEqual(['backup made']);
  expect((await opened('s3://test-bucket/job')).recipient).toBe(recipient);
  await job();
  expect(logged).toHaveLength(1);
});
