import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyFile } from '../../platform/signing/key-file.ts';

/** The key that encrypts the stored data of second steps. The key is in a file outside the database. */
export const factorKey = (dataDir: string): Promise<Buffer> => keyFile(dataDir, 'factors');

/**
 * Encrypts with AES-256-GCM. The result is: nonce (12 bytes) ‖ tag (16 bytes) ‖ ciphertext.
 * @param purpose what the bytes are for, such as `authenticator 12`; they can be decrypted only with the same purpose
 */
export function protect(key: Buffer, purpose: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** The plain bytes, or null if `protect` got another key or another purpose. */
export function reveal(key: Buffer, purpose: string, sealed: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(sealed);
  if (bytes.length < 28) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  } catch {
    return null;
  }
}
