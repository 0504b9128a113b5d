import { Certificate } from './signature/x509.ts';
import type { Trust } from './check-package.ts';

/** `Trust` as plain data, which can be sent to another process. */
export type PlainTrust = Omit<Trust, 'roots'> & { roots: Uint8Array[] };

export const plainTrust = (trust: Trust): PlainTrust => ({
  ...trust,
  roots: trust.roots.map(({ der }) => der),
});

export const trustOf = (plain: PlainTrust): Trust => ({
  ...plain,
  roots: plain.roots.map((root) => new Certificate(root)),
});
