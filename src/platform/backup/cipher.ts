import { ReadableStream as NodeStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { AppError } from '../errors.ts';

type Bytes = AsyncIterable<Uint8Array>;

/**
 * How the files of a backup are written: encrypted with age (age-encryption.org) for a recovery key, or unencrypted.
 */
export type Writing = {
  /** The public key; null if nothing is encrypted. */
  recipient: string | null;
  encrypt(bytes: Bytes): Promise<Bytes>;
  /** Converts the size of the content to the size of the stored file, in bytes. `content` does the reverse. */
  stored(size: number): number;
  content(stored: number): number;
};

/** @throws AppError `backup_key_invalid` */
export function writingFor(recipient: string | null): Writing {
  if (recipient === null)
    return { recipient, encrypt: async (bytes) => bytes, stored: (size) => size, content: (stored) => stored };
  const encrypter = new Encrypter();
  try {
    if (!/^age1[0-9a-z]{58}$/.test(recipient)) throw new Error('not an X25519 recipient');
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new AppError('backup_key_invalid', { cause });
  }
  return {
    recipient,
    encrypt: async (bytes) => pieces(await encrypter.encrypt(streamOf(bytes))),
    stored: (size) => header + size + tag * Math.max(1, Math.ceil(size / piece)),
    content: (stored) => stored - header - tag * Math.max(1, Math.ceil((stored - header) / (piece + tag))),
  };
}

/**
 * Sizes in an age file for one X25519 recipient, in bytes: the header with the nonce, a chunk of the content, and the
 * authentication tag after each chunk.
 */
const [header, piece, tag] = [184, 64 * 1024, 16];

/** Returns the function that reads the files of a backup. @throws AppError `backup_key_invalid` */
export async function readingWith(identity: string | null): Promise<{
  recipient: string | null;
  /** @throws AppError `backup_wrong_key`, or an error of age if the file is damaged */
  decrypt(bytes: Bytes): Promise<Bytes>;
}> {
  if (identity === null) return { recipient: null, decrypt: async (bytes) => bytes };
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
    return {
      recipient: await identityToRecipient(identity),
      decrypt: async (bytes) => pieces(await decrypter.decrypt(streamOf(bytes))),
    };
  } catch (cause) {
    throw new AppError('backup_key_invalid', { cause });
  }
}

/** Finds the private key in the text of a key file, as `age-keygen` writes it. */
export const identityIn = (text: string): string | null => /^AGE-SECRET-KEY-1[0-9A-Z]+$/m.exec(text)?.[0] ?? null;

/** A new recovery key. */
export async function newRecoveryKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/**
 * Converts to a stream that stops reading `bytes` when the result is no longer read. Not `Readable.toWeb`: after an error
 * of the result, it throws where nothing can catch it.
 */
const streamOf = (bytes: Bytes): ReadableStream<Uint8Array> =>
  NodeStream.from(bytes) as unknown as ReadableStream<Uint8Array>;

async function* pieces(stream: ReadableStream<Uint8Array>): Bytes & AsyncGenerator<Uint8Array> {
  yield* stream as unknown as Bytes;
}
