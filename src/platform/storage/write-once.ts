import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';

/**
 * Writes a new file (mode 0600) and syncs it to disk. If that fails, no file is left.
 * @throws Error with the code `EEXIST` if the file exists
 */
export async function writeSynced(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    // Node accepts more kinds of content than its types say.
    await file.writeFile(content as Uint8Array);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/** Syncs a folder to disk, so that new and renamed files in it survive a crash of the machine. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/**
 * Creates a file with its whole content in one step, unless it exists already. Of several processes that do this at
 * once, only one succeeds.
 * @returns whether this call created the file
 */
export async function writeOnce(path: string, content: string | Uint8Array): Promise<boolean> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  await writeSynced(part, content);
  try {
    await link(part, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}
