import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Why a file was not read. */
export class UnreadableFile extends Error {}

/**
 * Reads a file of limited size. Links are followed.
 * @param most maximum size in bytes
 * @throws UnreadableFile if the file is larger, or not a regular file (reading a device might never end); errors of the
 *   system, such as ENOENT
 */
export async function readSmall(path: string, most: number): Promise<Buffer> {
  // Without O_NONBLOCK, opening a named pipe would wait for another process that writes to it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new UnreadableFile('it is no regular file');
    const chunks: Buffer[] = [];
    // `end` is inclusive: this reads at most one byte too many, which shows that the file is too large.
    for await (const chunk of file.createReadStream({ end: most, autoClose: false })) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (bytes.length > most) throw new UnreadableFile('it is too large');
    return bytes;
  } finally {
    await file.close();
  }
}
