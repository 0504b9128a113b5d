import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';

/**
 * Writes a new file (0600) durably, from bytes or a stream. If that fails, no file is left.
 * @throws EEXIST if there is one
 */
export async function writeSynced(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    // Node's types are narrower than what it accepts.
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
 * Puts a complete file in place, unless there is one: if several processes need it at once, one is first.
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
