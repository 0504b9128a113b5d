import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';

/**
 * Writes a new file (0600), whole or in pieces, on disk before it is answered; leaves none where that fails.
 * @throws the system's EEXIST where there is one
 */
export async function writeSynced(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    // Its types know less than it takes.
    await file.writeFile(content as Uint8Array);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Puts a file there whole, unless there is one: of several that need it at once, in one process or more, one is first.
 * @returns whether it was this one
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
