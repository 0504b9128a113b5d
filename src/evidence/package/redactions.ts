import { z } from 'zod';
import type { Member } from './members.ts';

/** In a package that a person was erased from: what was done, and nothing of what stood there. */
export const redactionsPath = 'kronika/redactions.json';

const redaction = z.strictObject({
  at: z.iso.datetime(),
  ground: z.string().max(2000),
  /** SHA-256 of the package as it was: its root and its stamps were of that one. */
  before: z.string().regex(/^[0-9a-f]{64}$/),
  /** By kind, with their times. No identifiers or digests: they follow from the content, and whoever guesses it could try. */
  records: z.array(z.strictObject({ type: z.string().max(40), at: z.string().max(40) })).max(1_000_000),
  /** Pages whose title and words were taken out of the list of pages. */
  pages: z.number().int().nonnegative(),
});
const redactions = z.strictObject({
  kind: z.literal('Kronika redactions'),
  version: z.literal(1),
  redactions: z.array(redaction).min(1).max(10_000),
});

export type Redaction = z.output<typeof redaction>;

export const writeRedactions = (list: readonly Redaction[]): Member => ({
  path: redactionsPath,
  bytes: new TextEncoder().encode(
    `${JSON.stringify({ kind: 'Kronika redactions', version: 1, redactions: list }, null, 2)}\n`,
  ),
});

/** What a package says was taken out of it, the first first; null where that can't be read. */
export function readRedactions(members: readonly Member[]): Redaction[] | null {
  const own = members.find(({ path }) => path === redactionsPath);
  if (!own) return [];
  try {
    return redactions.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(own.bytes))).redactions;
  } catch {
    return null;
  }
}
