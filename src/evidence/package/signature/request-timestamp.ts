import { createHash, randomBytes } from 'node:crypto';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq } from '@peculiar/asn1-tsp';
import { request } from 'undici';
import { nodePrimitives } from '../primitives/in-node.ts';
import { checkTimestamp, nonceIn } from './timestamp.ts';

/** An authority's timestamp, or why there is none. */
export type Stamping = { authority: string; token: Uint8Array } | { authority: string; reason: string };

const largestAnswer = 256 * 1024;
const waits = 15_000;

/**
 * Requests timestamps of some bytes (RFC 3161 over HTTP). Only a hash is sent. A timestamp of other bytes is not
 * accepted.
 * @param authorities their URLs, as set by an administrator
 */
export async function requestTimestamps(
  authorities: readonly string[],
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<Stamping[]> {
  return Promise.all(
    authorities.map((authority) =>
      requestTimestamp(authority, bytes, signal).then(
        (token) => ({ authority, token }),
        (error: Error) => {
          signal?.throwIfAborted();
          return { authority, reason: error.message };
        },
      ),
    ),
  );
}

async function requestTimestamp(
  authority: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const nonce = randomBytes(16);
  // Sets the first bits of the nonce, so that its DER form is a positive number that always has the same length.
  nonce[0] = (nonce[0]! & 0x3f) | 0x40;
  const asked = new TimeStampReq({
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.1' }),
      hashedMessage: new OctetString(createHash('sha256').update(bytes).digest()),
    }),
    nonce: Uint8Array.from(nonce).buffer,
    certReq: true,
  });
  const { statusCode, body } = await request(authority, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: Buffer.from(AsnConvert.serialize(asked)),
    signal: AbortSignal.any([AbortSignal.timeout(waits), ...(signal ? [signal] : [])]),
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestAnswer) throw new Error('its response is too long');
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`it returned ${statusCode}`);
  const token = Buffer.concat(chunks);
  const found = await checkTimestamp(token, bytes, [], [], nodePrimitives);
  if (found.state === 'bad') throw new Error(`its response is invalid: ${found.reason}`);
  const answered = nonceIn(token);
  if (!answered || !nonce.equals(answered)) throw new Error('its response is to another request');
  return token;
}
