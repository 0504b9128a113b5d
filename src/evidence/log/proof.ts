import { z } from 'zod';
import { isSignedBy, type SigningKey } from '../../platform/signing/signing-keys.ts';
import { checkTimestamp, type TimestampFinding } from '../package/signature/timestamp.ts';
import type { Outcome, Trust } from '../package/verify-package.ts';
import { follow, type ProofStep, type Salted } from './tree.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The signed document of a day: one hash over everything that was captured. `previous`: the daily hash of the day
 * before. So nobody can remove a daily hash unnoticed.
 */
const rootDocument = z.strictObject({
  kind: z.literal('Kronika daily root'),
  version: z.literal(1),
  made: z.iso.datetime(),
  through: z.iso.datetime(),
  count: z.number().int().positive(),
  root: hex,
  previous: hex.nullable(),
  /**
   * The last hash of the security log before `through`, which the daily hash includes, too. Older daily hashes do not
   * have it.
   */
  security: hex.optional(),
  key: hex,
});
export type RootDocument = z.output<typeof rootDocument>;

/** A daily hash as a download. */
const signedRoot = z.strictObject({ document: z.base64(), signature: z.base64(), timestamps: z.array(z.base64()) });
const proofParts = {
  kind: z.literal('Kronika proof'),
  sha256: hex,
  steps: z.array(z.strictObject({ side: z.enum(['left', 'right']), sha256: hex })).max(64),
};
/** A proof of inclusion. Version 2 also has the salt of the hash (`tree.ts`). */
const proofFile = z.discriminatedUnion('version', [
  signedRoot.extend({ ...proofParts, version: z.literal(1) }),
  signedRoot.extend({ ...proofParts, version: z.literal(2), salt: z.string().regex(/^[0-9a-f]{32}$/) }),
]);
export type SignedRoot = { document: Uint8Array; signature: Uint8Array; stamps: readonly Uint8Array[] };

/** The bytes of a daily hash, and its signature, which `openssl pkeyutl -verify -rawin` can also check. */
export function signRoot(
  about: Pick<RootDocument, 'made' | 'through' | 'count' | 'root' | 'previous' | 'security'>,
  key: SigningKey,
): { document: Uint8Array; signature: Uint8Array } {
  const document = new TextEncoder().encode(
    `${JSON.stringify({ kind: 'Kronika daily root', version: 1, ...about, key: key.publicKey }, null, 2)}\n`,
  );
  return { document, signature: key.sign(document) };
}

export function readRoot(document: Uint8Array): RootDocument | null {
  try {
    return rootDocument.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(document)));
  } catch {
    return null;
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const rootFile = ({ document, signature, stamps }: SignedRoot) => ({
  document: base64(document),
  signature: base64(signature),
  timestamps: stamps.map(base64),
});

export const writeRootFile = (root: SignedRoot): string =>
  `${JSON.stringify({ kind: 'Kronika root', version: 1, ...rootFile(root) }, null, 2)}\n`;
export const writeProof = ({ sha256, salt }: Salted, steps: readonly ProofStep[], root: SignedRoot): string =>
  `${JSON.stringify({ kind: 'Kronika proof', ...(salt === null ? { version: 1 } : { version: 2, salt }), sha256, steps, ...rootFile(root) }, null, 2)}\n`;

/** The result of verifying a file with a proof of inclusion. */
export type ProofReport = {
  /**
   * 0: everything is right, and the key is trusted; 3: everything is right, but the key is unknown; 1: something is
   * wrong.
   */
  exit: 0 | 1 | 3;
  /** Whether the proof is for the hash of the file. */
  file: Outcome;
  /** Whether the daily hash includes the file's hash. */
  root: Outcome;
  signature: Outcome;
  timestamp: Outcome;
  about: RootDocument | null;
  stamps: Extract<TimestampFinding, { state: 'good' }>[];
};

const nothing: ProofReport = {
  exit: 1,
  file: 'bad',
  root: 'bad',
  signature: 'bad',
  timestamp: 'absent',
  about: null,
  stamps: [],
};

/**
 * Verifies a proof by its bytes alone.
 * @param sha256 the hash of the user's file
 */
export function checkProof(text: string, sha256: string, { keys, roots }: Pick<Trust, 'keys' | 'roots'>): ProofReport {
  let read: z.output<typeof proofFile>;
  try {
    read = proofFile.parse(JSON.parse(text));
  } catch {
    return nothing;
  }
  const document = Buffer.from(read.document, 'base64');
  const about = readRoot(document);
  if (!about) return nothing;
  const findings = read.timestamps.map((token) => checkTimestamp(Buffer.from(token, 'base64'), document, [], roots));
  const stamps = findings.filter((one) => one.state === 'good');
  const report = {
    file: read.sha256 === sha256 ? 'good' : 'bad',
    root:
      follow({ sha256: read.sha256, salt: read.version === 2 ? read.salt : null }, read.steps) === about.root
        ? 'good'
        : 'bad',
    signature: !isSignedBy(about.key, document, Buffer.from(read.signature, 'base64'))
      ? 'bad'
      : keys.has(about.key)
        ? 'good'
        : 'unknown',
    timestamp:
      stamps.length < findings.length
        ? 'bad'
        : !stamps.length
          ? 'absent'
          : stamps.some(({ chain }) => chain.state === 'known')
            ? 'good'
            : 'unknown',
  } as const;
  const isBad = Object.values(report).some((outcome) => outcome === 'bad');
  return { ...report, exit: isBad ? 1 : report.signature === 'good' ? 0 : 3, about, stamps };
}
