import { z } from 'zod';
import type { SigningKey } from '../../platform/signing/signing-keys.ts';
import type { ProofStep, Salted } from './tree.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The signed document of a day: one hash over everything that was captured. `previous`: the daily hash before this one,
 * so that no one can remove a daily hash unnoticed.
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
export const proofFile = z.discriminatedUnion('version', [
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
