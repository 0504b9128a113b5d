import { z } from 'zod';
import { findOwn, ownFiles, type Member, type PackedFile } from './members.ts';

/**
 * The file in a package that lists what was removed when a person was redacted. It does not have the removed content.
 */
const redaction = z.strictObject({
  at: z.iso.datetime(),
  ground: z.string().max(2000),
  /** SHA-256 of the original package. The daily hash and the earlier timestamps are for that package. */
  before: z.string().regex(/^[0-9a-f]{64}$/),
  /**
   * The removed records, by kind and time. Their identifiers and digests are left out: they are calculated from the
   * content, so someone who guesses the content could verify the guess.
   */
  records: z.array(z.strictObject({ type: z.string().max(40), at: z.string().max(40) })).max(1_000_000),
  /** The number of pages whose title and words were removed from the list of pages. */
  pages: z.number().int().nonnegative(),
});
const redactions = z.strictObject({
  kind: z.literal('Kronika redactions'),
  version: z.literal(1),
  redactions: z.array(redaction).min(1).max(10_000),
});

export type Redaction = z.output<typeof redaction>;

export const writeRedactions = (list: readonly Redaction[]): Member => ({
  path: ownFiles.redactions[0],
  bytes: new TextEncoder().encode(
    `${JSON.stringify({ kind: 'Kronika redactions', version: 1, redactions: list }, null, 2)}\n`,
  ),
});

/** The redactions of a package, the earliest first; null if unreadable. */
export function readRedactions(members: readonly (Member | PackedFile)[]): Redaction[] | null {
  const own = findOwn(members, 'redactions');
  if (!own) return [];
  try {
    return redactions.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(own.bytes))).redactions;
  } catch {
    return null;
  }
}
