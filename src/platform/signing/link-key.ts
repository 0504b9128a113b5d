import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnce } from '../storage/write-once.ts';

/** The random half of a link's token, which the database stores. */
export const newNonce = (): Uint8Array => new Uint8Array(randomBytes(nonceBytes));

const nonceBytes = 16;
const macBytes = 24;
const keyBytes = 32;
const keys = new Map<string, Promise<Buffer>>();

/**
 * The key for links in emails, `<data>/keys/links.key` (0600). It is outside the database, so that no one can create
 * links from a dump. Created when first needed.
 */
export function linkKey(dataDir: string): Promise<Buffer> {
  const known = keys.get(dataDir) ?? readOrMake(dataDir);
  keys.set(dataDir, known);
  known.catch(() => keys.delete(dataDir));
  return known;
}

async function readOrMake(dataDir: string): Promise<Buffer> {
  const folder = join(dataDir, 'keys');
  const path = join(folder, 'links.key');
  const there = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there?.length === keyBytes) return there;
  if (there) throw new Error(`${path} is not a key.`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeOnce(path, randomBytes(keyBytes));
  return readFile(path);
}

const mac = (key: Buffer, purpose: string, nonce: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`Kronika link: ${purpose}\n`).update(nonce).digest().subarray(0, macBytes);

/** A link's token for one purpose: the nonce, and the proof that we created it. */
export const tokenFor = (key: Buffer, purpose: string, nonce: Uint8Array): string =>
  Buffer.concat([nonce, mac(key, purpose, nonce)]).toString('base64url');

/** The nonce of a token for this purpose; null for anything else. */
export function readToken(key: Buffer, purpose: string, token: string): Uint8Array | null {
  if (!/^[\w-]{54}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== nonceBytes + macBytes) return null;
  const nonce = new Uint8Array(bytes.subarray(0, nonceBytes));
  return timingSafeEqual(bytes.subarray(nonceBytes), mac(key, purpose, nonce)) ? nonce : null;
}
