import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { newRecoveryKey } from '../platform/backup/cipher.ts';
import { BackupFolder } from '../platform/backup/folder.ts';
import { readConfig } from '../platform/config/config.ts';
import type { App } from '../platform/operation.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { whole } from '../platform/testing/whole.ts';
import { backupJob } from './backup-job.ts';
import { kronikaDone, kronikaOk, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();
const at = (name: string): string => join(folder, name);
const logged: { fields: object; message: string }[] = [];
const note = (fields: object, message: string): void => void logged.push({ fields, message });
const log = { debug: note, info: note, warn: note, error: note, fatal: note };
beforeEach(() => void logged.splice(0));

/** Runs the job as the server with these settings does. The command that it starts has the same settings. */
async function job(env: Record<string, string>, now = new Date()): Promise<string[]> {
  for (const [name, value] of Object.entries({ KRONIKA_EXAMPLE: '0', DATABASE_URL: '', ...env }))
    vi.stubEnv(name, value);
  try {
    const app = { config: readConfig(env), now: () => now } as App;
    await backupJob.handler({ input: {}, app, log, signal: new AbortController().signal, last: true });
  } finally {
    vi.unstubAllEnvs();
  }
  return logged.splice(0).map(({ message }) => message);
}
const names = async (path: string): Promise<string[]> => (await BackupFolder.open(path)).names();

it('makes a backup when the last one is old enough, and deletes older ones', async () => {
  const { recipient } = await newRecoveryKey();
  const env = {
    KRONIKA_DATA: at('data'),
    KRONIKA_BACKUP: at('backups'),
    KRONIKA_BACKUP_KEEP: '2',
    KRONIKA_BACKUP_HOURS: '12',
  };
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
  await expect(job(env)).rejects.toMatchObject({ key: 'cli.error.backup_no_key' });
  const keyed = { ...env, KRONIKA_BACKUP_KEY: recipient };
  expect(await job(keyed)).toEqual(['backup made']);
  expect((await BackupFolder.open(at('backups'))).recipient).toBe(recipient);
  const later = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
  expect(await job(env, later(11))).toEqual([]);
  expect(await job(env, later(12))).toEqual(['backup made']);
  const [, second] = await names(at('backups'));
  expect(await job(keyed, later(12))).toEqual(['backup made']);
  const left = await names(at('backups'));
  expect([left.length, left[0]]).toEqual([2, second]);
});

it('does not take an empty place for the folder, and leaves a folder to the backup that is running', async () => {
  const env = { KRONIKA_DATA: at('other'), KRONIKA_BACKUP: at('disk'), KRONIKA_BACKUP_KEY: 'unencrypted' };
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
  await job(env);
  const later = new Date(Date.now() + 48 * 3_600_000);
  const lock = await (await BackupFolder.open(at('disk'))).lock();
  expect(await job(env, later)).toEqual(['no backup made']);
  await lock.release();
  // The disk is not mounted.
  renameSync(at('disk'), at('unmounted'));
  mkdirSync(at('disk'));
  await expect(job(env, later)).rejects.toMatchObject({ code: 'backup_folder_gone' });
  expect(readdirSync(at('disk'))).toEqual([]);
  rmSync(at('disk'), { recursive: true });
  renameSync(at('unmounted'), at('disk'));
  expect(await job(env, later)).toEqual(['backup made']);
});

it('counts as done if the backup was made, although old ones could not be deleted', async () => {
  const env = { KRONIKA_DATA: at('linked'), KRONIKA_BACKUP: at('links'), KRONIKA_BACKUP_KEY: 'unencrypted' };
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
  await job(env);
  const [first] = await names(at('links'));
  renameSync(join(at('links'), 'backups', first!), at('away'));
  symlinkSync(at('nothing'), join(at('links'), 'backups', first!));
  expect(await job(env, new Date(Date.now() + 48 * 3_600_000))).toEqual([
    'backup made',
    'the backup lacks files, was not noted, or no old one was deleted',
  ]);
  expect(await names(at('links'))).toHaveLength(1);
});

it.runIf(whole)('notes that a backup was verified on a machine that has only the folder', async () => {
  const env = { KRONIKA_DATA: at('verified') };
  await kronikaOk(['account', 'add', 'a@example.org', '--name', 'A', '--role', 'administrator'], env);
  await kronikaOk(['backup', at('checked'), '--unencrypted'], env);
  const detail = async (): Promise<string> => {
    const done = await kronikaDone(['doctor', '--json'], env);
    const { checks } = JSON.parse(done.stdout) as { checks: { check: string; detail: string }[] };
    return checks.find(({ check }) => check === 'backup')!.detail;
  };
  await kronikaOk(['backup', at('checked'), '--verify'], { KRONIKA_DATA: at('nothing') });
  await kronikaOk(['backup', at('checked')], env);
  expect(await detail()).toContain('last verified 0 hours ago');
});
