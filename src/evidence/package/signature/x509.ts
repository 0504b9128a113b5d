import { AsnConvert, AsnParser } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate as Parsed,
  ExtendedKeyUsage,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  type Name,
} from '@peculiar/asn1-x509';
import { base64, hex } from '@scure/base';
import type { Primitives, PublicKey } from '../primitives/primitives.ts';
import { keyIn, schemeOf } from './public-key.ts';

/**
 * The result for a chain of certificates. `known`: it ends in a trusted authority; `unknown`: it is valid, but ends in
 * an unknown authority; `bad`: it is invalid.
 */
export type ChainFinding =
  | { state: 'known' | 'unknown'; subject: string; root: string }
  | { state: 'bad'; reason: 'signature' | 'time' | 'authority' | 'empty' };

/** An X.509 certificate. It is parsed when something of it is first needed. */
export class Certificate {
  #read: Parsed | undefined;
  #key: PublicKey | null | undefined;

  /** @param der its bytes */
  constructor(readonly der: Uint8Array) {}

  get #parsed(): Parsed {
    return (this.#read ??= AsnParser.parse(this.der, Parsed));
  }

  get #tbs(): Parsed['tbsCertificate'] {
    return this.#parsed.tbsCertificate;
  }

  /** @throws Error if the bytes are no certificate */
  parse(): this {
    void this.#parsed;
    return this;
  }

  get subject(): Name {
    return this.#tbs.subject;
  }

  get issuer(): Name {
    return this.#tbs.issuer;
  }

  /** The serial number in hexadecimal digits. */
  get serial(): string {
    return hex.encode(new Uint8Array(this.#tbs.serialNumber));
  }

  /** The public key; null if its algorithm is none that Kronika verifies. */
  get key(): PublicKey | null {
    return (this.#key ??= keyIn(new Uint8Array(AsnConvert.serialize(this.#tbs.subjectPublicKeyInfo))));
  }

  isValidAt(at: Date): boolean {
    const { notBefore, notAfter } = this.#tbs.validity;
    return notBefore.getTime() <= at && at <= notAfter.getTime();
  }

  #extension<Value>(id: string, type: new () => Value): Value | null {
    const found = this.#tbs.extensions?.find(({ extnID }) => extnID === id);
    return found ? AsnConvert.parse(found.extnValue, type) : null;
  }

  /** Whether it may sign certificates. */
  get isAuthority(): boolean {
    return this.#extension(id_ce_basicConstraints, BasicConstraints)?.cA === true && this.#maySign;
  }

  get #maySign(): boolean {
    const usage = this.#extension(id_ce_keyUsage, KeyUsage);
    return usage === null || (usage.toNumber() & KeyUsageFlags.keyCertSign) !== 0;
  }

  /** What the key is for, beyond its basic use: OIDs. */
  get purposes(): string[] {
    return [...(this.#extension(id_ce_extKeyUsage, ExtendedKeyUsage) ?? [])];
  }

  /** Whether it is valid for a host name. `*` can replace only the first label, and all of it. */
  isFor(host: string): boolean {
    const named = [...(this.#extension(id_ce_subjectAltName, SubjectAlternativeName) ?? [])].flatMap(({ dNSName }) =>
      dNSName === undefined ? [] : [dNSName],
    );
    const wanted = host.toLowerCase();
    const rest = wanted.slice(wanted.indexOf('.'));
    return (named.length ? named : valuesOf(this.subject, types.commonName)).some((one) => {
      const name = one.toLowerCase();
      return name === wanted || (/^\*\.[^.*]+\.[^*]+$/.test(name) && wanted.includes('.') && name.slice(1) === rest);
    });
  }

  /** Whether names, identifiers and use of a certificate fit the statement that it issued this one (RFC 5280, 4.2.1). */
  namesIssuer(issuer: Certificate): boolean {
    if (comparable(this.issuer) !== comparable(issuer.subject) || !issuer.#maySign) return false;
    const said = this.#extension(id_ce_authorityKeyIdentifier, AuthorityKeyIdentifier);
    const own = issuer.#extension(id_ce_subjectKeyIdentifier, SubjectKeyIdentifier);
    if (said?.keyIdentifier && own && !isSame(new Uint8Array(said.keyIdentifier.buffer), new Uint8Array(own.buffer)))
      return false;
    const serial = said?.authorityCertSerialNumber;
    return !serial || hex.encode(new Uint8Array(serial)) === issuer.serial;
  }

  /** Whether the key of a certificate has signed this one. */
  async isSignedBy(issuer: Certificate, primitives: Primitives): Promise<boolean> {
    const { signatureAlgorithm, signatureValue, tbsCertificateRaw } = this.#parsed;
    const scheme = schemeOf(signatureAlgorithm);
    return (
      issuer.key !== null &&
      scheme !== null &&
      primitives.isSigned(issuer.key, scheme, new Uint8Array(tbsCertificateRaw!), new Uint8Array(signatureValue))
    );
  }

  equals(other: Certificate): boolean {
    return isSame(this.der, other.der);
  }
}

/** The certificates in a PEM text, in its order. @throws Error if one is malformed */
export const certificatesIn = (pem: string): Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g)].map(([, text]) =>
    new Certificate(base64.decode(text!.replaceAll(/\s/g, ''))).parse(),
  );

/**
 * Checks a chain from its first certificate. Each certificate must be valid at the time `at`, and another certificate,
 * that of a certificate authority, must have issued and signed it. The certificates after the first may be in any
 * order, and a root may be left out.
 */
export async function checkChain(
  certificates: readonly Certificate[],
  roots: readonly Certificate[],
  at: Date,
  primitives: Primitives,
): Promise<ChainFinding> {
  const [leaf, ...others] = certificates;
  if (!leaf) return { state: 'bad', reason: 'empty' };
  let unmatched = false;
  let current = leaf;
  for (let step = 0; step < 10; step++) {
    if (!current.isValidAt(at)) return { state: 'bad', reason: 'time' };
    const root = await rootOf(current, roots, primitives);
    if (root?.isValidAt(at)) return { state: 'known', subject: nameOf(leaf), root: nameOf(root) };
    if (current.namesIssuer(current))
      return (await current.isSignedBy(current, primitives))
        ? { state: 'unknown', subject: nameOf(leaf), root: nameOf(current) }
        : { state: 'bad', reason: 'signature' };
    const issuers = others.filter((one) => current.namesIssuer(one));
    const issuer = await firstThat(issuers, (one) => current.isSignedBy(one, primitives));
    if (!issuer) {
      unmatched = issuers.length > 0;
      break;
    }
    if (!issuer.isAuthority) return { state: 'bad', reason: 'authority' };
    current = issuer;
  }
  return unmatched
    ? { state: 'bad', reason: 'signature' }
    : { state: 'unknown', subject: nameOf(leaf), root: nameOfText(current.issuer) };
}

/** The trusted authority that is this certificate or has issued it. */
const rootOf = (
  one: Certificate,
  roots: readonly Certificate[],
  primitives: Primitives,
): Promise<Certificate | undefined> =>
  firstThat(
    roots,
    async (root) =>
      root.equals(one) || (one.namesIssuer(root) && root.isAuthority && (await one.isSignedBy(root, primitives))),
  );

async function firstThat<Item>(
  items: readonly Item[],
  test: (item: Item) => Promise<boolean>,
): Promise<Item | undefined> {
  for (const item of items) if (await test(item)) return item;
  return undefined;
}

const types = { commonName: '2.5.4.3', organisation: '2.5.4.10' };

const valuesOf = (name: Name, type?: string): string[] =>
  name.flatMap((part) =>
    part.filter((one) => type === undefined || one.type === type).map(({ value }) => value.toString()),
  );

/** A name without the differences that do not count (RFC 5280, 7.1): upper case and repeated spaces. */
const comparable = (name: Name): string =>
  JSON.stringify(
    name.map((part) =>
      part
        .map(({ type, value }) => [type, value.toString().trim().replaceAll(/\s+/g, ' ').toLowerCase()])
        .toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
    ),
  );

const isSame = (a: Uint8Array, b: Uint8Array): boolean => hex.encode(a) === hex.encode(b);

/** The common name of a certificate; if it has none, the organisation's name. */
export const nameOf = (certificate: Certificate): string => nameOfText(certificate.subject);
const nameOfText = (name: Name): string =>
  valuesOf(name, types.commonName)[0] ?? valuesOf(name, types.organisation)[0] ?? valuesOf(name).at(-1) ?? '';
