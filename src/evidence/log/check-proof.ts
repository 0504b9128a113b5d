import type { z } from 'zod';
import { isSignedBy } from '../../platform/signing/signing-keys.ts';
import { nodePrimitives } from '../package/primitives/in-node.ts';
import { checkTimestamp, type TimestampFinding } from '../package/signature/timestamp.ts';
import type { Outcome, Trust } from '../package/check-package.ts';
import { proofFile, readRoot, type RootDocument } from './proof.ts';
import { follow } from './tree.ts';

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
export async function checkProof(
  text: string,
  sha256: string,
  { keys, roots }: Pick<Trust, 'keys' | 'roots'>,
): Promise<ProofReport> {
  let read: z.output<typeof proofFile>;
  try {
    read = proofFile.parse(JSON.parse(text));
  } catch {
    return nothing;
  }
  const document = Buffer.from(read.document, 'base64');
  const about = readRoot(document);
  if (!about) return nothing;
  const findings = await Promise.all(
    read.timestamps.map((token) => checkTimestamp(Buffer.from(token, 'base64'), document, [], roots, nodePrimitives)),
  );
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
