import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newRecoveryKey } from '../platform/backup/cipher.ts';
import { BackupFolder } from '../platform/backup/folder.ts';
import { Backup } from '../platform/backup/read-backup.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();
const folder = tempDir();

it('a server makes its first backup soon after its start', async () => {
  const { identity, recipient } = await newRecoveryKey();
  const path = join(folder, 'backups');
  const server = await kronikaServing({
    KRONIKA_DATA: join(folder, 'data'),
    KRONIKA_BACKUP: path,
    KRONIKA_BACKUP_KEY: recipient,
  });
  await server.logged(/backup made/);
  const backup = await Backup.open(await BackupFolder.open(path), identity);
  await backup.check({ signal: new AbortController().signal, progress: () => {} });
  expect(await server.stop()).toBe(0);
});
