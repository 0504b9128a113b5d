import { createHash, verify, X509Certificate } from 'node:crypto';
import { ContentInfo, id_signedData, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { id_ct_tstInfo, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { checkChain, nameOf, type ChainFinding } from './x509.ts';

/**
 * The result of verifying a timestamp. For a valid one, also the result for its authority's chain of certificates. For
 * an invalid one, the reason.
 */
export type TimestampFinding =
  | { state: 'good'; at: Date; authority: string; chain: ChainFinding & { state: 'known' | 'unknown' } }
  | { state: 'bad'; reason: string };

const digests: Readonly<Record<string, 'sha256' | 'sha384' | 'sha512'>> = {
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
export function checkTimestamp(
  der: Uint8Array,
  stamped: Uint8Array,
  others: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): TimestampFinding {
  try {
    const signed = signedIn(der);
    const content = signed.encapContentInfo;
    const bytes = content.eContent?.single?.buffer;
    if (content.eContentType !== id_ct_tstInfo || !bytes) return bad('content');
    const info = AsnConvert.parse(bytes, TSTInfo);
    const imprint = digests[info.messageImprint.hashAlgorithm.algorithm];
    if (!imprint) return bad('algorithm');
    if (!createHash(imprint).update(stamped).digest().equals(Buffer.from(info.messageImprint.hashedMessage.buffer)))
      return bad('other content');
    const [signer, more] = signed.signerInfos;
    if (!signer || more) return bad('signers');
    const within = (signed.certificates ?? []).flatMap((choice) =>
      choice.certificate ? [new X509Certificate(Buffer.from(AsnConvert.serialize(choice.certificate)))] : [],
    );
    const certificates = [...within, ...others];
    const certificate = certificates.find((one) => isOf(one, signer));
    if (!certificate) return bad('certificate');
    if (!certificate.keyUsage?.includes(timestamping)) return bad('purpose');
    if (!isSigned(signer, Buffer.from(bytes), certificate)) return bad('signature');
    const chain = checkChain([certificate, ...certificates.filter((one) => one !== certificate)], roots, info.genTime);
    return chain.state === 'bad'
      ? bad(`chain: ${chain.reason}`)
      : { state: 'good', at: info.genTime, authority: nameOf(certificate), chain };
  } catch (error) {
    return bad((error as Error).message);
  }
}

/** The nonce in a verified response. */
export function nonceIn(der: Uint8Array): Buffer | null {
  const bytes = signedIn(der).encapContentInfo.eContent?.single?.buffer;
  const nonce = bytes && AsnConvert.parse(bytes, TSTInfo).nonce;
  return nonce ? Buffer.from(nonce) : null;
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

function isOf(certificate: X509Certificate, { sid }: SignerInfo): boolean {
  const serial = sid.issuerAndSerialNumber?.serialNumber;
  return (
    serial !== undefined &&
    BigInt(`0x${certificate.serialNumber}`) === BigInt(`0x${Buffer.from(serial).toString('hex') || '0'}`)
  );
}

/**
 * Whether the signed attributes contain the digest of this content, and the certificate's key has signed them (RFC
 * 5652, 5.4).
 */
function isSigned(signer: SignerInfo, content: Uint8Array, certificate: X509Certificate): boolean {
  const digest = digests[signer.digestAlgorithm.algorithm];
  const signing = digests[signer.signatureAlgorithm.algorithm] ?? digest;
  if (!digest || !signing || !signer.signedAttrs?.length) return false;
  const valueOf = (type: string): ArrayBuffer | undefined =>
    signer.signedAttrs!.find(({ attrType }) => attrType === type)?.attrValues[0];
  const [named, type] = [valueOf(attributes.messageDigest), valueOf(attributes.contentType)];
  if (!named || !type) return false;
  if (
    !createHash(digest)
      .update(content)
      .digest()
      .equals(Buffer.from(AsnConvert.parse(named, OctetString).buffer))
  )
    return false;
  // The attributes were signed with the DER tag of a SET. The message has them with another tag, so they are encoded
  // again.
  return verify(
    signing,
    setOf(signer.signedAttrs.map((one) => Buffer.from(AsnConvert.serialize(one)))),
    certificate.publicKey,
    Buffer.from(signer.signature.buffer),
  );
}

/** The DER encoding of a set of encoded parts. */
function setOf(parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([0x31, ...size]), content]);
}
