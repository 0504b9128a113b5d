import { X509Certificate } from 'node:crypto';
import type { Trust } from './verify-package.ts';

/** `Trust` as plain data, which can be sent to another process. */
export type PlainTrust = Omit<Trust, 'roots'> & { roots: string[] };

export const plainTrust = (trust: Trust): PlainTrust => ({
  ...trust,
  roots: trust.roots.map((root) => root.toString()),
});

export const trustOf = (plain: PlainTrust): Trust => ({
  ...plain,
  roots: plain.roots.map((root) => new X509Certificate(root)),
});
