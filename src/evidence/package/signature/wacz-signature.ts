import { base64 } from '@scure/base';
import { z } from 'zod';
import { CannotVerify, type Primitives, type PublicKey } from '../primitives/primitives.ts';
import { keyIn } from './public-key.ts';
import { checkTimestamp, type TimestampFinding } from './timestamp.ts';
import { certificatesIn, checkChain, type Certificate, type ChainFinding } from './x509.ts';

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
export type SignedData = z.output<typeof signedData>;

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
export async function checkWaczSignature(
  data: SignedData | undefined,
  hash: string,
  { roots, now }: { roots: readonly Certificate[]; now: Date },
  primitives: Primitives,
): Promise<WaczSignature> {
  if (!data) return { kind: 'none' };
  const bad = (reason: string): WaczSignature => ({ kind: 'bad', reason });
  if (data.hash !== hash) return bad('hash');
  const bytes = new TextEncoder().encode(data.hash);
  const { created, software } = data;
  try {
    const signature = base64.decode(data.signature);
    if (data.publicKey && !data.domainCert) {
      return (await isEcdsa(keyIn(base64.decode(data.publicKey)), bytes, signature, primitives))
        ? { kind: 'anonymous', publicKey: data.publicKey, created, software }
        : bad('signature');
    }
    if (!data.domainCert || !data.domain) return bad('incomplete');
    const certificates = certificatesIn(data.domainCert);
    const [leaf] = certificates;
    if (!leaf || !leaf.isFor(data.domain)) return bad('domain');
    if (!(await isEcdsa(leaf.key, bytes, signature, primitives))) return bad('signature');
    if (data.timeSignature === undefined) {
      // The format requires a timestamp. Without one, nothing proves the time of signing, so the chain must be valid
      // now. If it has only ended since, the signature is correct, but proves nothing about its signer.
      const chain = await checkChain(certificates, roots, now, primitives);
      const hasEnded = chain.state === 'bad' && chain.reason === 'time';
      const then = hasEnded ? await checkChain(certificates, roots, new Date(created), primitives) : chain;
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
    const timestamp = await checkTimestamp(
      base64.decode(data.timeSignature),
      new TextEncoder().encode(data.signature),
      data.timestampCert ? certificatesIn(data.timestampCert) : [],
      roots,
      primitives,
    );
    if (timestamp.state === 'bad') return bad(`timestamp: ${timestamp.reason}`);
    if (Math.abs(Date.parse(created) - timestamp.at.getTime()) > farthest) return bad('created');
    const chain = await checkChain(certificates, roots, timestamp.at, primitives);
    return chain.state === 'bad'
      ? bad(`certificate: ${chain.reason}`)
      : { kind: 'domain', domain: data.domain, created, software, chain, timestamp };
  } catch (error) {
    if (error instanceof CannotVerify) throw error;
    return bad((error as Error).message);
  }
}

/** Verifies ECDSA with SHA-256. Browsers write such signatures as two numbers, other programs in DER. */
async function isEcdsa(
  key: PublicKey | null,
  bytes: Uint8Array,
  signature: Uint8Array,
  primitives: Primitives,
): Promise<boolean> {
  if (!key) return false;
  for (const encoding of ['raw', 'der'] as const)
    if (await primitives.isSigned(key, { kind: 'ecdsa', hash: 'sha256', encoding }, bytes, signature)) return true;
  return false;
}
