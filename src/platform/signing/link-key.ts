import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyFile } from './key-file.ts';

/** The random part of a link's token, which the database stores. */
export const newNonce = (): Uint8Array => new Uint8Array(randomBytes(nonceBytes));

const nonceBytes = 16;
const macBytes = 24;

/** The key for links in emails. It is not in the database, so no one can create links from a dump of the database. */
export const linkKey = (dataDir: string): Promise<Buffer> => keyFile(dataDir, 'links');

const mac = (key: Buffer, purpose: string, nonce: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`Kronika link: ${purpose}\n`).update(nonce).digest().subarray(0, macBytes);

/** The token of a link for one purpose: the nonce, and a MAC that proves that this installation created the token. */
export const tokenFor = (key: Buffer, purpose: string, nonce: Uint8Array): string =>
  Buffer.concat([nonce, mac(key, purpose, nonce)]).toString('base64url');

/** The nonce of a token for this purpose; null if the token is invalid or for another purpose. */
export function readToken(key: Buffer, purpose: string, token: string): Uint8Array | null {
  if (!/^[\w-]{54}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== nonceBytes + macBytes) return null;
  const nonce = new Uint8Array(bytes.subarray(0, nonceBytes));
  return timingSafeEqual(bytes.subarray(nonceBytes), mac(key, purpose, nonce)) ? nonce : null;
}
