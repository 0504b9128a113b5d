import { ContentInfo, id_signedData, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { id_ct_tstInfo, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { hex } from '@scure/base';
import { CannotVerify, hashBytes, type HashName, type Primitives } from '../primitives/primitives.ts';
import { Certificate, checkChain, nameOf, type ChainFinding } from './x509.ts';

/**
 * The result of verifying a timestamp. For a valid one, also the result for its authority's chain of certificates. For
 * an invalid one, the reason.
 */
export type TimestampFinding =
  | { state: 'good'; at: Date; authority: string; chain: ChainFinding & { state: 'known' | 'unknown' } }
  | { state: 'bad'; reason: string };

const digests: Readonly<Record<string, HashName>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  // From here on: signature algorithms that include the digest algorithm.
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
/**
 * The path of a timestamp in our packages. The timestamp covers the file with the digest of the list of files and its
 * signature.
 */
export const timestampPath = (number: number): string => `kronika/timestamps/${number}`;
export const isTimestampPath = (path: string): boolean => /^kronika\/timestamps\/\d+(?:\.tsr)?$/.test(path);

const attributes = { contentType: '1.2.840.113549.1.9.3', messageDigest: '1.2.840.113549.1.9.4' };
const timestamping = '1.3.6.1.5.5.7.3.8';

/**
 * Verifies a response of a timestamp authority (RFC 3161), or its bare token. The timestamp must be for these bytes. It
 * must be signed by a certificate for timestamping whose chain was valid at that time.
 * @param others certificates that may be needed in addition to those in the token
 */
export async function checkTimestamp(
  der: Uint8Array,
  stamped: Uint8Array,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  primitives: Primitives,
): Promise<TimestampFinding> {
  try {
    const signed = signedIn(der);
    const content = signed.encapContentInfo;
    const bytes = content.eContent?.single?.buffer;
    if (content.eContentType !== id_ct_tstInfo || !bytes) return bad('content');
    const info = AsnConvert.parse(bytes, TSTInfo);
    const imprint = digests[info.messageImprint.hashAlgorithm.algorithm];
    if (!imprint) return bad('algorithm');
    if (!isSame(hashBytes(primitives, imprint, stamped), info.messageImprint.hashedMessage.buffer))
      return bad('other content');
    const [signer, more] = signed.signerInfos;
    if (!signer || more) return bad('signers');
    const within = (signed.certificates ?? []).flatMap((choice) =>
      choice.certificate ? [new Certificate(new Uint8Array(AsnConvert.serialize(choice.certificate))).parse()] : [],
    );
    const certificates = [...within, ...others];
    const certificate = certificates.find((one) => isOf(one, signer));
    if (!certificate) return bad('certificate');
    if (!certificate.purposes.includes(timestamping)) return bad('purpose');
    if (!(await isSigned(signer, new Uint8Array(bytes), certificate, primitives))) return bad('signature');
    const chain = await checkChain(
      [certificate, ...certificates.filter((one) => one !== certificate)],
      roots,
      info.genTime,
      primitives,
    );
    return chain.state === 'bad'
      ? bad(`chain: ${chain.reason}`)
      : { state: 'good', at: info.genTime, authority: nameOf(certificate), chain };
  } catch (error) {
    if (error instanceof CannotVerify) throw error;
    return bad((error as Error).message);
  }
}

/** The nonce in a verified response. */
export function nonceIn(der: Uint8Array): Uint8Array | null {
  const bytes = signedIn(der).encapContentInfo.eContent?.single?.buffer;
  const nonce = bytes && AsnConvert.parse(bytes, TSTInfo).nonce;
  return nonce ? new Uint8Array(nonce) : null;
}

const bad = (reason: string): TimestampFinding => ({ state: 'bad', reason });

/**
 * The signed part of a whole response or of a bare token. @throws Error if the bytes are neither, or if the authority
 * refused the request
 */
function signedIn(der: Uint8Array): SignedData {
  let info: ContentInfo | undefined;
  try {
    info = AsnConvert.parse(der, ContentInfo);
  } catch {
    const answer = AsnConvert.parse(der, TimeStampResp);
    if (Number(answer.status.status) > 1) throw new Error('refused');
    info = answer.timeStampToken;
  }
  if (info?.contentType !== id_signedData) throw new Error('content');
  return AsnConvert.parse(info.content, SignedData);
}

function isOf(certificate: Certificate, { sid }: SignerInfo): boolean {
  const serial = sid.issuerAndSerialNumber?.serialNumber;
  return (
    serial !== undefined &&
    BigInt(`0x${certificate.serial || '0'}`) === BigInt(`0x${hex.encode(new Uint8Array(serial)) || '0'}`)
  );
}

/**
 * Whether the signed attributes contain the digest of this content, and the certificate's key has signed them (RFC
 * 5652, 5.4).
 */
async function isSigned(
  signer: SignerInfo,
  content: Uint8Array,
  { key }: Certificate,
  primitives: Primitives,
): Promise<boolean> {
  const digest = digests[signer.digestAlgorithm.algorithm];
  const signing = digests[signer.signatureAlgorithm.algorithm] ?? digest;
  if (!key || !digest || !signing || !signer.signedAttrs?.length) return false;
  const valueOf = (type: string): ArrayBuffer | undefined =>
    signer.signedAttrs!.find(({ attrType }) => attrType === type)?.attrValues[0];
  const [named, type] = [valueOf(attributes.messageDigest), valueOf(attributes.contentType)];
  if (!named || !type) return false;
  if (!isSame(hashBytes(primitives, digest, content), AsnConvert.parse(named, OctetString).buffer)) return false;
  // The attributes were signed with the DER tag of a SET. The message has them with another tag, so they are encoded
  // again.
  return primitives.isSigned(
    key,
    key.kind === 'rsa' ? { kind: 'rsa', hash: signing } : { kind: 'ecdsa', hash: signing, encoding: 'der' },
    setOf(signer.signedAttrs.map((one) => new Uint8Array(AsnConvert.serialize(one)))),
    new Uint8Array(signer.signature.buffer),
  );
}

const isSame = (a: Uint8Array, b: ArrayBuffer): boolean => hex.encode(a) === hex.encode(new Uint8Array(b));

/** The DER encoding of a set of encoded parts. */
function setOf(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, (length >> 8) & 0xff, length & 0xff];
  return Uint8Array.from([0x31, ...size, ...parts.flatMap((part) => [...part])]);
}
