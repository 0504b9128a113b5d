import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeOnce } from '../../../platform/storage/write-once.ts';
import { checkTimestamp, type TimestampFinding } from './timestamp.ts';
import { certificatesIn, checkChain, type ChainFinding } from './x509.ts';

/** The content of `datapackage-digest.json` (WACZ Signing and Verification 0.1.0). */
const signedData = z.object({
  hash: z.string(),
  created: z.iso.datetime({ offset: true }),
  software: z.string(),
  version: z.string().optional(),
  signature: z.base64(),
  publicKey: z.base64().optional(),
  domain: z.string().optional(),
  domainCert: z.string().optional(),
  timeSignature: z.base64().optional(),
  timestampCert: z.string().optional(),
});
export const digestFile = z.object({
  path: z.literal('datapackage.json'),
  hash: z.string(),
  signedData: signedData.optional(),
});
type SignedData = z.output<typeof signedData>;

/**
 * The result of checking the signature that the WACZ format defines. `anonymous`: the key has no certificate. `domain`:
 * the key has a certificate; its chain and timestamp were checked.
 */
export type WaczSignature =
  | { kind: 'none' }
  | { kind: 'bad'; reason: string }
  | { kind: 'anonymous'; publicKey: string; created: string; software: string }
  | {
      kind: 'domain';
      domain: string;
      created: string;
      software: string;
      /** `unproven`: the certificate has ended, and nothing proves that it was used before. */
      chain: ChainFinding | { state: 'unproven'; subject: string; root: string };
      timestamp: TimestampFinding | null;
    };

/** The maximum difference, in ms, between the signer's time and the timestamp authority's. */
const farthest = 10 * 60_000;

/**
 * Verifies the signature of the hash of `datapackage.json`. Certificates must have been valid at the time of the
 * timestamp. Without a timestamp, they must be valid at `now`; if they have ended, the chain is `unproven`.
 */
export function checkWaczSignature(
  data: SignedData | undefined,
  hash: string,
  { roots, now }: { roots: readonly X509Certificate[]; now: Date },
): WaczSignature {
  if (!data) return { kind: 'none' };
  const bad = (reason: string): WaczSignature => ({ kind: 'bad', reason });
  if (data.hash !== hash) return bad('hash');
  const bytes = Buffer.from(data.hash);
  const signature = Buffer.from(data.signature, 'base64');
  const { created, software } = data;
  try {
    if (data.publicKey && !data.domainCert) {
      const key = createPublicKey({ key: Buffer.from(data.publicKey, 'base64'), format: 'der', type: 'spki' });
      return isEcdsa(key, bytes, signature)
        ? { kind: 'anonymous', publicKey: data.publicKey, created, software }
        : bad('signature');
    }
    if (!data.domainCert || !data.domain) return bad('incomplete');
    const certificates = certificatesIn(data.domainCert);
    const [leaf] = certificates;
    if (!leaf || !leaf.checkHost(data.domain, { subject: 'default' })) return bad('domain');
    if (!isEcdsa(leaf.publicKey, bytes, signature)) return bad('signature');
    if (data.timeSignature === undefined) {
      // The format requires a timestamp. Without one, nothing proves the time of signing, so the chain must be valid
      // now. If it has only ended since, the signature is correct, but proves nothing about its signer.
      const chain = checkChain(certificates, roots, now);
      const hasEnded = chain.state === 'bad' && chain.reason === 'time';
      const then = hasEnded ? checkChain(certificates, roots, new Date(created)) : chain;
      if (then.state === 'bad') return bad(`certificate: ${then.reason}`);
      return {
        kind: 'domain',
        domain: data.domain,
        created,
        software,
        chain: hasEnded ? { ...then, state: 'unproven' } : then,
        timestamp: null,
      };
    }
    // The timestamp is for the signature's base64 text, not for the bytes that this text encodes.
    const timestamp = checkTimestamp(
      Buffer.from(data.timeSignature, 'base64'),
      Buffer.from(data.signature),
      data.timestampCert ? certificatesIn(data.timestampCert) : [],
      roots,
    );
    if (timestamp.state === 'bad') return bad(`timestamp: ${timestamp.reason}`);
    if (Math.abs(Date.parse(created) - timestamp.at.getTime()) > farthest) return bad('created');
    const chain = checkChain(certificates, roots, timestamp.at);
    return chain.state === 'bad'
      ? bad(`certificate: ${chain.reason}`)
      : { kind: 'domain', domain: data.domain, created, software, chain, timestamp };
  } catch (error) {
    return bad((error as Error).message);
  }
}

/** Verifies ECDSA with SHA-256. Browsers write such signatures as two numbers, other programs in DER. */
const isEcdsa = (key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean =>
  key.asymmetricKeyType === 'ec' &&
  (['ieee-p1363', 'der'] as const).some((dsaEncoding) => verify('sha256', bytes, { key, dsaEncoding }, signature));

/**
 * Signs in the way of the WACZ format, which allows only ECDSA (P-384). The installation's key for these signatures is
 * created when first needed, and stored beside the other keys. It has no certificate and needs none, because our own
 * manifest is signed, too.
 */
export async function waczSigner(
  dataDir: string,
): Promise<(hash: string, created: string, software: string) => SignedData> {
  const file = keyFile(dataDir);
  const pem = await readFile(file).catch((error: NodeJS.ErrnoException): Promise<Buffer> => {
    if (error.code === 'ENOENT') return makeKey(file);
    throw error;
  });
  const key = createPrivateKey(pem);
  const publicKey = publicKeyOf(key);
  return (hash, created, software) => ({
    hash,
    created,
    software,
    version: '0.1.0',
    signature: sign('sha256', Buffer.from(hash), { key, dsaEncoding: 'ieee-p1363' }).toString('base64'),
    publicKey,
  });
}

const keyFile = (dataDir: string): string => join(dataDir, 'keys', 'wacz.pem');
const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** The installation's public key for these signatures, as base64 of SPKI; null if it has signed nothing yet. */
export async function waczKeyOf(dataDir: string): Promise<string | null> {
  const pem = await readFile(keyFile(dataDir)).catch(() => null);
  return pem && publicKeyOf(createPrivateKey(pem));
}

async function makeKey(file: string): Promise<Buffer> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeOnce(
    file,
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  return readFile(file);
}
