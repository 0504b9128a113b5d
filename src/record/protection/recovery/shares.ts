import { createHash } from 'node:crypto';
import { base32crockford, bech32 } from '@scure/base';

/*
 * The recovery key and its shares. The secret half of the key exists only in shares: any `threshold` of them rebuild it
 * (Shamir's secret sharing), and fewer reveal nothing about it.
 */

/** One share of a recovery key. */
export type Share = {
  /** The number of the share, counted from 1. */
  number: number;
  /** How many shares rebuild the key. */
  threshold: number;
  /** The key to which the share belongs: the short name that `fingerprintOf` returns. */
  key: string;
  data: Uint8Array;
};

/** How many shares a key can have. */
export const maxShares = 20;

const version = 1;
/** The lengths of the parts of a share, in bytes. */
const lengths = { key: 5, data: 33, check: 4 };
const words = 'KRONIKA';
const grouped = (text: string): string => text.match(/.{4}/g)!.join('-');
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** A short name for a key, calculated from its public half, such as `7F3K-9QXM`. */
export const fingerprintOf = (recipient: string): string =>
  grouped(base32crockford.encode(sha256(recipient).subarray(0, lengths.key)));

/** The hash by which the server recognises a share. It cannot decrypt anything. */
export const digestOf = (share: Share): Uint8Array => sha256(share.data);

/** A new key: its public half, and the shares of its secret half. */
export async function newRecoveryKey(
  shares: number,
  threshold: number,
): Promise<{ recipient: string; shares: Share[] }> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const secret = bech32.decodeToBytes(identity.toLowerCase()).bytes;
  const parts = await splitSecret(secret, shares, threshold);
  const key = fingerprintOf(recipient);
  return { recipient, shares: parts.map((data, index) => ({ number: index + 1, threshold, key, data })) };
}

/** Shamir's method needs a threshold of at least two. With a threshold of one, each share is the secret itself. */
async function splitSecret(secret: Uint8Array, shares: number, threshold: number): Promise<Uint8Array[]> {
  if (threshold === 1) return Array.from({ length: shares }, (_, index) => Uint8Array.of(...secret, index + 1));
  const { split } = await import('shamir-secret-sharing');
  return split(secret, shares, threshold);
}

/**
 * The secret half of the key (an identity of the program age) that `threshold` different shares rebuild. Wrong shares
 * give another identity, and no error.
 */
export async function identityFrom(shares: readonly Share[]): Promise<string> {
  const some = shares.slice(0, shares[0]!.threshold).map((share) => share.data);
  const { combine } = await import('shamir-secret-sharing');
  const secret = some.length === 1 ? some[0]!.subarray(0, -1) : await combine(some);
  return bech32.encodeFromBytes('AGE-SECRET-KEY-', secret).toUpperCase();
}

/**
 * A share as text, for paper: `KRONIKA-2-` (for share 2) and 18 groups of four letters and digits, without I, L, O and
 * U. The groups encode these parts (length in bytes): version (1), number (1), threshold (1), key (5), data (33), and
 * the beginning of the SHA-256 of all parts before (4).
 */
export function writeShare({ number, threshold, key, data }: Share): string {
  const bytes = Buffer.from([version, number, threshold, ...base32crockford.decode(key.replace('-', '')), ...data]);
  return `${words}-${number}-${grouped(base32crockford.encode(Buffer.concat([bytes, checkOf(bytes)])))}`;
}

const checkOf = (bytes: Uint8Array): Uint8Array => sha256(bytes).subarray(0, lengths.check);

/**
 * Reads a share that someone typed. It may be in upper or lower case, with any separators, with O instead of 0, and
 * with I or L instead of 1. Null if the share was mistyped.
 */
export function readShare(text: string): Share | null {
  const characters = text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const [, number, body] = /^KR0N1KA(\d{1,2}?)(.{72})$/.exec(characters) ?? [];
  if (!body) return null;
  let bytes: Uint8Array;
  try {
    bytes = base32crockford.decode(body);
  } catch {
    return null;
  }
  const said = bytes.subarray(0, -lengths.check);
  if (Buffer.compare(checkOf(said), bytes.subarray(-lengths.check)) !== 0) return null;
  if (said[0] !== version || said[1] !== Number(number)) return null;
  return {
    number: said[1]!,
    threshold: said[2]!,
    key: grouped(base32crockford.encode(said.subarray(3, 3 + lengths.key))),
    data: said.subarray(3 + lengths.key),
  };
}

/**
 * The shares in a text. Each begins with `KRONIKA` and may continue on the next lines. Lines that begin with # are
 * comments.
 */
export const sharesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .split(/(?=^[ \t]*kr[o0]n[il1]ka)/im)
    .map((one) => one.trim())
    .filter(Boolean);
