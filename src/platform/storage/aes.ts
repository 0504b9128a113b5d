import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const [ivLength, tagLength] = [12, 16];

/**
 * Encrypts with AES-256-GCM. In bytes: nonce (12) ‖ tag (16) ‖ ciphertext.
 * @param key 32 bytes
 * @param purpose what the bytes are for; they can be decrypted only with the same purpose
 */
export function encryptAes(key: Uint8Array, plain: Uint8Array, purpose = ''): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error for another key or another purpose, or if the bytes were changed */
export function decryptAes(key: Uint8Array, bytes: Uint8Array, purpose = ''): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
  return Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]);
}
