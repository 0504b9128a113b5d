import { X509Certificate } from 'node:crypto';

/**
 * The result for a chain of certificates. `known`: it ends in a trusted authority; `unknown`: it is valid, but ends in
 * an unknown authority; `bad`: it is invalid.
 */
export type ChainFinding =
  | { state: 'known' | 'unknown'; subject: string; root: string }
  | { state: 'bad'; reason: 'signature' | 'time' | 'authority' | 'empty' };

/** The certificates in a PEM text, in its order. */
export const certificatesIn = (pem: string): X509Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text),
  );

/**
 * Checks a chain from its first certificate. Each certificate must be valid at the time `at`, and another certificate,
 * that of a certificate authority, must have issued and signed it. The certificates after the first may be in any
 * order, and a root may be left out.
 */
export function checkChain(
  certificates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: Date,
): ChainFinding {
  const [leaf, ...others] = certificates;
  if (!leaf) return { state: 'bad', reason: 'empty' };
  let unmatched = false;
  let current = leaf;
  for (let step = 0; step < 10; step++) {
    if (!isValidAt(current, at)) return { state: 'bad', reason: 'time' };
    const root = roots.find((one) => one.fingerprint256 === current.fingerprint256 || isIssuedBy(current, one));
    if (root && isValidAt(root, at)) return { state: 'known', subject: nameOf(leaf), root: nameOf(root) };
    if (current.checkIssued(current))
      return current.verify(current.publicKey)
        ? { state: 'unknown', subject: nameOf(leaf), root: nameOf(current) }
        : { state: 'bad', reason: 'signature' };
    const issuers = others.filter((one) => current.checkIssued(one));
    const issuer = issuers.find((one) => current.verify(one.publicKey));
    if (!issuer) {
      unmatched = issuers.length > 0;
      break;
    }
    if (!issuer.ca) return { state: 'bad', reason: 'authority' };
    current = issuer;
  }
  return unmatched
    ? { state: 'bad', reason: 'signature' }
    : { state: 'unknown', subject: nameOf(leaf), root: nameOfText(current.issuer) };
}

const isIssuedBy = (one: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey);
const isValidAt = (certificate: X509Certificate, at: Date): boolean =>
  Date.parse(certificate.validFrom) <= at.getTime() && at.getTime() <= Date.parse(certificate.validTo);

/** The common name of a certificate; if it has none, the organisation's name. */
export const nameOf = (certificate: X509Certificate): string => nameOfText(certificate.subject);
function nameOfText(name: string): string {
  const parts = name.split('\n');
  return (
    parts.find((part) => part.startsWith('CN=')) ??
    parts.find((part) => part.startsWith('O=')) ??
    parts.at(-1) ??
    ''
  ).replace(/^\w+=/, '');
}
