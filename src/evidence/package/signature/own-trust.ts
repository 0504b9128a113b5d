import { rootCertificates } from 'node:tls';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import { waczKeyOf } from './wacz-signer.ts';
import { certificatesIn, type Certificate } from './x509.ts';

let authorities: readonly Certificate[] | undefined;

/**
 * What an installation trusts by default: its own keys, including earlier ones, and the certificate authorities that
 * come with Node.
 */
export async function ownTrust(
  dataDir: string,
): Promise<{ keys: Set<string>; waczKeys: Set<string>; roots: readonly Certificate[]; now: Date }> {
  // A machine without an installation has no keys of its own, but packages can be verified there, too.
  const history = await new SigningKeys(dataDir).history().catch(() => []);
  const waczKey = await waczKeyOf(dataDir);
  return {
    keys: new Set(history.map(({ publicKey }) => publicKey)),
    waczKeys: new Set(waczKey === null ? [] : [waczKey]),
    roots: (authorities ??= rootCertificates.flatMap(certificatesIn)),
    now: new Date(),
  };
}
