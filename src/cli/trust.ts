import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readPublicKeys } from '../platform/signing/signing-keys.ts';
import { ownTrust } from '../evidence/package/signature/own-trust.ts';
import { certificatesIn, type Certificate } from '../evidence/package/signature/x509.ts';
import type { Trust } from '../evidence/package/check-package.ts';
import { CliError, exits } from './failures.ts';

/**
 * What verification trusts: the installation's own keys, the certificate authorities that come with Node, and what the
 * user gives: an Ed25519 key, a file with such a key or with the JSON of `/about/keys`, a file with certificates, an
 * ECDSA key of the WACZ format, or a domain.
 * @throws CliError `no_key` for anything else
 */
export async function readTrust(given: readonly string[], dataDir: string): Promise<Required<Trust>> {
  const own = await ownTrust(dataDir);
  const { keys, waczKeys } = own;
  const roots = [...own.roots];
  const domains = new Set<string>();
  for (const one of given) {
    const text = readPublicKeys(one) ? one : await readFile(one, 'utf8').catch(() => null);
    if (text === null) {
      if (!/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i.test(one)) throw new CliError('no_key', { key: one }, exits.usage);
      domains.add(one.toLowerCase());
      continue;
    }
    const named = readPublicKeys(text);
    const certificates = named ? [] : certificatesOf(text);
    const waczKey = named || certificates.length ? null : ecdsaKey(text);
    for (const key of named ?? []) keys.add(key);
    roots.push(...certificates);
    if (waczKey) waczKeys.add(waczKey);
    if (!named && !certificates.length && !waczKey) throw new CliError('no_key', { key: one }, exits.usage);
  }
  return { keys, waczKeys, domains, roots, now: new Date() };
}

function certificatesOf(text: string): Certificate[] {
  try {
    return certificatesIn(text);
  } catch {
    return [];
  }
}

function ecdsaKey(pem: string): string | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ec' ? key.export({ type: 'spki', format: 'der' }).toString('base64') : null;
  } catch {
    return null;
  }
}
