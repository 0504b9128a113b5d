import { keyFile } from '../../platform/signing/key-file.ts';
import { decryptAes, encryptAes } from '../../platform/storage/aes.ts';

/** The key that encrypts the stored data of second steps. The key is in a file outside the database. */
export const factorKey = (dataDir: string): Promise<Buffer> => keyFile(dataDir, 'factors');

/** @param purpose what the bytes are for, such as `authenticator 12`; they can be decrypted only with the same purpose */
export const protect = (key: Buffer, purpose: string, plain: Uint8Array): Uint8Array => encryptAes(key, plain, purpose);

/** The plain bytes, or null if `protect` got another key or another purpose. */
export function reveal(key: Buffer, purpose: string, sealed: Uint8Array): Uint8Array | null {
  try {
    return decryptAes(key, sealed, purpose);
  } catch {
    return null;
  }
}
