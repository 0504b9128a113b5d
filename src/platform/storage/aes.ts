import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const [ivLength, tagLength] = [12, 16];

/** Encrypts with AES-256-GCM. In bytes: nonce (12) ‖ tag (16) ‖ ciphertext. @param key 32 bytes */
export function encryptAes(key: Uint8Array, plain: Uint8Array): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error for another key, or if the bytes were changed */
export function decryptAes(key: Uint8Array, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
  return Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]);
}
