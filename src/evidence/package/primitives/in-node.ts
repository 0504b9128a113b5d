import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Primitives, PublicKey, Scheme } from './primitives.ts';

export const nodePrimitives: Primitives = {
  hash: (algorithm) => createHash(algorithm),
  crc32: (bytes, before = 0) => crc32(bytes, before),
  isSigned: (key, scheme, bytes, signature) => Promise.resolve(isSigned(key, scheme, bytes, signature)),
};

function isSigned({ kind, spki }: PublicKey, scheme: Scheme, bytes: Uint8Array, signature: Uint8Array): boolean {
  const isOfKind = kind === 'rsa' || kind === 'ed25519' ? scheme.kind.startsWith(kind) : scheme.kind === 'ecdsa';
  if (!isOfKind) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    if (scheme.kind === 'ed25519') return verify(null, bytes, key, signature);
    if (scheme.kind === 'ecdsa')
      return verify(
        scheme.hash,
        bytes,
        { key, dsaEncoding: scheme.encoding === 'der' ? 'der' : 'ieee-p1363' },
        signature,
      );
    return verify(
      scheme.hash,
      bytes,
      scheme.kind === 'rsa'
        ? { key, padding: constants.RSA_PKCS1_PADDING }
        : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength },
      signature,
    );
  } catch {
    return false;
  }
}
