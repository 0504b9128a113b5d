import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing } from '../storage/if-missing.ts';
import { writeOnce } from '../storage/write-once.ts';

const keyBytes = 32;
const keys = new Map<string, Promise<Buffer>>();

/**
 * Reads a secret key of the installation, `<data>/keys/<name>.key` (32 bytes, mode 0600), and creates it if it is
 * missing. It is not in the database, so that a stolen dump of the database does not contain it.
 */
export function keyFile(dataDir: string, name: string): Promise<Buffer> {
  const folder = join(dataDir, 'keys');
  const path = join(folder, `${name}.key`);
  const known = keys.get(path) ?? readOrMake(folder, path);
  keys.set(path, known);
  known.catch(() => keys.delete(path));
  return known;
}

async function readOrMake(folder: string, path: string): Promise<Buffer> {
  const there = await readFile(path).catch(ifMissing(null));
  if (there?.length === keyBytes) return there;
  if (there) throw new Error(`${path} is not a key.`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeOnce(path, randomBytes(keyBytes));
  return readFile(path);
}
