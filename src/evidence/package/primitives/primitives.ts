/** The digest algorithms of packages and certificates. */
export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** A hash of bytes that come in pieces. */
export type Hash = { update(bytes: Uint8Array): void; digest(): Uint8Array };

/** How a signature was made. `der` and `raw`: the two encodings of ECDSA signatures. */
export type Scheme =
  | { kind: 'ecdsa'; hash: HashName; encoding: 'der' | 'raw' }
  | { kind: 'rsa'; hash: HashName }
  | { kind: 'rsa-pss'; hash: HashName; saltLength: number }
  | { kind: 'ed25519' };

/**
 * A public key. `spki`: its DER encoding. `point`: the key of an elliptic curve as its bytes, which for P-256, P-384 and
 * P-521 are an encoded point.
 */
export type PublicKey =
  | { kind: 'rsa'; spki: Uint8Array }
  | { kind: 'P-256' | 'P-384' | 'P-521' | 'ed25519'; spki: Uint8Array; point: Uint8Array };

/**
 * What the verification of packages needs from where it runs. Node and browsers have an implementation each; all other
 * code is the same, so that both reach the same verdict.
 */
export type Primitives = {
  hash(algorithm: HashName): Hash;
  /** CRC-32 of bytes that follow bytes with the CRC-32 `before`. */
  crc32(bytes: Uint8Array, before?: number): number;
  /** Whether a key has signed these bytes. False if the key or the signature is malformed or does not fit the scheme. */
  isSigned(key: PublicKey, scheme: Scheme, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
};

/** The hash of bytes that are in memory. */
export const hashBytes = ({ hash }: Primitives, name: HashName, bytes: Uint8Array): Uint8Array => {
  const one = hash(name);
  one.update(bytes);
  return one.digest();
};

/** A signature cannot be verified here: browsers verify RSA only on pages that came over a secure connection. */
export class CannotVerify extends Error {
  override readonly name = 'CannotVerify';
}
