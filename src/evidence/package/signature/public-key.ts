import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnParser } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo, type AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { hex } from '@scure/base';
import { ownValue } from '../../../platform/text/own-value.ts';
import type { HashName, PublicKey, Scheme } from '../primitives/primitives.ts';

const curves: Readonly<Record<string, 'P-256' | 'P-384' | 'P-521'>> = {
  '06082a8648ce3d030107': 'P-256',
  '06052b81040022': 'P-384',
  '06052b81040023': 'P-521',
};

/** Reads a public key from its DER encoding (SPKI). Null if Kronika does not verify signatures of such a key. */
export function keyIn(spki: Uint8Array): PublicKey | null {
  let read: SubjectPublicKeyInfo;
  try {
    read = AsnParser.parse(spki, SubjectPublicKeyInfo);
  } catch {
    return null;
  }
  const point = new Uint8Array(read.subjectPublicKey);
  const { algorithm, parameters } = read.algorithm;
  if (algorithm === '1.2.840.113549.1.1.1') return { kind: 'rsa', spki };
  if (algorithm === '1.3.101.112') return { kind: 'ed25519', spki, point };
  const curve =
    algorithm === '1.2.840.10045.2.1' && parameters ? ownValue(curves, hex.encode(new Uint8Array(parameters))) : null;
  return curve ? { kind: curve, spki, point } : null;
}

/** An Ed25519 key from its 32 bytes. */
export const ed25519Key = (point: Uint8Array): PublicKey => ({
  kind: 'ed25519',
  spki: Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, ...point),
  point,
});

const rsa = (hash: HashName): Scheme => ({ kind: 'rsa', hash });
const ecdsa = (hash: HashName): Scheme => ({ kind: 'ecdsa', hash, encoding: 'der' });
const schemes: Readonly<Record<string, Scheme>> = {
  '1.2.840.113549.1.1.5': rsa('sha1'),
  '1.2.840.113549.1.1.11': rsa('sha256'),
  '1.2.840.113549.1.1.12': rsa('sha384'),
  '1.2.840.113549.1.1.13': rsa('sha512'),
  '1.2.840.10045.4.1': ecdsa('sha1'),
  '1.2.840.10045.4.3.2': ecdsa('sha256'),
  '1.2.840.10045.4.3.3': ecdsa('sha384'),
  '1.2.840.10045.4.3.4': ecdsa('sha512'),
  '1.3.101.112': { kind: 'ed25519' },
};

/** How signatures with this algorithm are made; null if Kronika does not verify them. */
export function schemeOf({ algorithm, parameters }: AlgorithmIdentifier): Scheme | null {
  if (algorithm !== pss) return ownValue(schemes, algorithm) ?? null;
  const read = parameters ? AsnParser.parse(parameters, RsaSaPssParams) : new RsaSaPssParams();
  const hash = ownValue(hashes, read.hashAlgorithm.algorithm);
  return hash ? { kind: 'rsa-pss', hash, saltLength: read.saltLength } : null;
}

const pss = '1.2.840.113549.1.1.10';
const hashes: Readonly<Record<string, HashName>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
