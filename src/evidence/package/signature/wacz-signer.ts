import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnce } from '../../../platform/storage/write-once.ts';
import type { SignedData } from './wacz-signature.ts';

/**
 * Signs in the way of the WACZ format, which allows only ECDSA (P-384). The installation's key for these signatures is
 * created when first needed, and stored beside the other keys. It has no certificate and needs none, because our own
 * manifest is signed, too.
 */
export async function waczSigner(
  dataDir: string,
): Promise<(hash: string, created: string, software: string) => SignedData> {
  const file = keyFile(dataDir);
  const pem = await readFile(file).catch((error: NodeJS.ErrnoException): Promise<Buffer> => {
    if (error.code === 'ENOENT') return makeKey(file);
    throw error;
  });
  const key = createPrivateKey(pem);
  const publicKey = publicKeyOf(key);
  return (hash, created, software) => ({
    hash,
    created,
    software,
    version: '0.1.0',
    signature: sign('sha256', Buffer.from(hash), { key, dsaEncoding: 'ieee-p1363' }).toString('base64'),
    publicKey,
  });
}

const keyFile = (dataDir: string): string => join(dataDir, 'keys', 'wacz.pem');
const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** The installation's public key for these signatures, as base64 of SPKI; null if it has signed nothing yet. */
export async function waczKeyOf(dataDir: string): Promise<string | null> {
  const pem = await readFile(keyFile(dataDir)).catch(() => null);
  return pem && publicKeyOf(createPrivateKey(pem));
}

async function makeKey(file: string): Promise<Buffer> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeOnce(
    file,
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  return readFile(file);
}
