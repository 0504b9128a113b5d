import { createHash, randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import { AppError } from '../platform/errors.ts';
import { Queue } from '../platform/queue.ts';
import { decryptAes, encryptAes } from '../platform/storage/aes.ts';
import { passwordCost } from './password-cost.ts';

/**
 * Argon2 runs in Node's few threads for file access and cryptography. Without this limit, a flood of attempts to sign
 * in would occupy all of these threads.
 */
const hashing = new Queue({ running: 2, waiting: 40, busy: () => new AppError('busy', { details: { seconds: 5 } }) });

/** @throws AppError `busy` */
export const hashPassword = (password: string): Promise<string> =>
  hashing.run(() => hash(password.normalize('NFKC'), passwordCost));

let decoy: Promise<string> | undefined;
const checks = channel('kronika.password-check');

/**
 * Compares a password with the stored hash. Without an account (null), the comparison takes just as long, so that the
 * time does not reveal whether there is one. Each comparison is published on a diagnostics channel, so that tests can
 * count them.
 * @throws AppError `busy`
 */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  checks.publish(undefined);
  // This hash does not go through the queue, because the queue could refuse it. The promise is stored, so all later
  // comparisons would then fail.
  decoy ??= hash(randomBytes(16).toString('hex'), passwordCost);
  const compared = stored ?? (await decoy);
  const matches = await hashing.run(() => verify(compared, password.normalize('NFKC')));
  return stored !== null && matches;
}

/** An opaque token for a session or a link, 256 bits, URL-safe. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashToken = (token: string): Uint8Array => createHash('sha256').update(token).digest();

/**
 * Creates the age key pair of an account, to which items are sealed. The identity (private key) is stored only in
 * encrypted form.
 */
export async function newSealKeys(
  password: string,
): Promise<{ recipient: string; wrapped: Uint8Array; identity: string }> {
  // The library is imported only here, because importing takes a tenth of a second and most processes never need it.
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const identity = await generateX25519Identity();
  return { recipient: await identityToRecipient(identity), wrapped: await wrapIdentity(identity, password), identity };
}

const wrapKey = async (password: string, salt: Uint8Array): Promise<Uint8Array> =>
  hashing.run(() => hashRaw(password.normalize('NFKC'), { ...passwordCost, salt, outputLen: 32 }));

/**
 * Encrypts the identity with AES-256-GCM and a key that Argon2id derives from the password. In bytes: salt (16) ‖ nonce
 * (12) ‖ tag (16) ‖ ciphertext.
 */
export async function wrapIdentity(identity: string, password: string): Promise<Uint8Array> {
  const salt = randomBytes(16);
  return Buffer.concat([salt, encryptAes(await wrapKey(password, salt), Buffer.from(identity))]);
}

/** The identity, or null if the password is wrong. */
export async function unwrapIdentity(wrapped: Uint8Array, password: string): Promise<string | null> {
  const key = await wrapKey(password, wrapped.subarray(0, 16));
  try {
    return decryptAes(key, wrapped.subarray(16)).toString('utf8');
  } catch {
    return null;
  }
}
