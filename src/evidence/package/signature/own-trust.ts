import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';

let authorities: readonly X509Certificate[] | undefined;

/**
 * What an installation trusts by default: its own keys, including earlier ones, and the certificate authorities that
 * come with Node.
 */
export async function ownTrust(
  dataDir: string,
): Promise<{ keys: Set<string>; roots: readonly X509Certificate[]; now: Date }> {
  // A machine without an installation has no keys of its own, but packages can be verified there, too.
  const history = await new SigningKeys(dataDir).history().catch(() => []);
  return {
    keys: new Set(history.map(({ publicKey }) => publicKey)),
    roots: (authorities ??= rootCertificates.map((pem) => new X509Certificate(pem))),
    now: new Date(),
  };
}
