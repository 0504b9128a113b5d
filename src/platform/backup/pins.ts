import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { ifMissing } from '../storage/if-missing.ts';
import { writeOnce } from '../storage/write-once.ts';

type Folder = { id: string; path: string; installation: string; recipient: string | null };

/*
 * The data directory has a file for each folder of backups, with the public key for which its backups are encrypted. So
 * someone who can write to the folder of backups cannot turn off encryption or replace the key unnoticed.
 */
const pinOf = (dataDir: string, id: string): string => join(dataDir, 'keys', `backup-folder-${id}.json`);

/** Stores the public key and the path of a folder in the data directory, unless the folder is already known. */
export async function pinFolder(
  dataDir: string,
  { id, path, recipient }: Pick<Folder, 'id' | 'path' | 'recipient'>,
): Promise<void> {
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  await writeOnce(pinOf(dataDir, id), `${JSON.stringify({ recipient, path })}\n`);
}

/** Whether a folder of backups has ever been at this path. If it is missing now, its disk may not be mounted. */
export async function wasPinnedAt(dataDir: string, path: string): Promise<boolean> {
  const keys = join(dataDir, 'keys');
  for (const name of await readdir(keys).catch(ifMissing([] as string[])))
    if (/^backup-folder-.*\.json$/.test(name)) {
      const pinned = JSON.parse(await readFile(join(keys, name), 'utf8')) as { path?: string };
      if (pinned.path === path) return true;
    }
  return false;
}

/**
 * Checks that a folder has backups of this installation, and still has the public key that the data directory stores.
 * @throws AppError `backup_other_installation`, `backup_folder_unknown`, `backup_key_changed`
 */
export async function requirePinnedKey(
  { dataDir, installation }: { dataDir: string; installation: string },
  folder: Folder,
): Promise<void> {
  const { id, path, recipient } = folder;
  if (folder.installation !== installation) throw new AppError('backup_other_installation', { details: { path } });
  const text = await readFile(pinOf(dataDir, id), 'utf8').catch(ifMissing(null));
  if (text === null) throw new AppError('backup_folder_unknown', { details: { path } });
  const pinned = (JSON.parse(text) as { recipient: string | null }).recipient;
  if (pinned !== recipient)
    throw new AppError('backup_key_changed', { details: { path, before: pinned ?? '–', now: recipient ?? '–' } });
}
