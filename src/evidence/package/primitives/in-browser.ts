import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import crc32 from 'pako/lib/zlib/crc32.js';
import { CannotVerify, hashBytes, type HashName, type Primitives, type PublicKey, type Scheme } from './primitives.ts';

const hashes = { sha1, sha256, sha384, sha512 };
const curves = { 'P-256': p256, 'P-384': p384, 'P-521': p521 };
const webNames: Readonly<Record<HashName, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

export const browserPrimitives: Primitives = {
  hash: (name) => hashes[name].create(),
  crc32: (bytes, before = 0) => crc32(before, bytes, bytes.length, 0) >>> 0,
  async isSigned(key, scheme, bytes, signature) {
    if (key.kind === 'rsa') return isSignedByRsa(key, scheme, bytes, signature);
    try {
      if (key.kind === 'ed25519')
        return scheme.kind === 'ed25519' && ed25519.verify(signature, bytes, key.point, { zip215: false });
      if (scheme.kind !== 'ecdsa') return false;
      return curves[key.kind].verify(signature, hashBytes(browserPrimitives, scheme.hash, bytes), key.point, {
        prehash: false,
        lowS: false,
        format: scheme.encoding === 'der' ? 'der' : 'compact',
      });
    } catch {
      return false;
    }
  },
};

/** @throws CannotVerify if the browser has no `crypto.subtle`, because the page was not sent over a secure connection */
async function isSignedByRsa(
  { spki }: PublicKey,
  scheme: Scheme,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (scheme.kind !== 'rsa' && scheme.kind !== 'rsa-pss') return false;
  // The types of TypeScript know no `undefined` here.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new CannotVerify();
  const name = scheme.kind === 'rsa' ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS';
  try {
    const key = await subtle.importKey('spki', new Uint8Array(spki), { name, hash: webNames[scheme.hash] }, false, [
      'verify',
    ]);
    const how = scheme.kind === 'rsa' ? name : { name, saltLength: scheme.saltLength };
    return await subtle.verify(how, key, new Uint8Array(signature), new Uint8Array(bytes));
  } catch {
    return false;
  }
}
