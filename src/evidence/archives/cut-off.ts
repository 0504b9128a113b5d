import { payloadsOf } from '../package/warc/digests.ts';
import { header, headEnd, readHead, valuesOf } from './http-head.ts';
import type { WholeRecord } from './read-record.ts';

/**
 * Whether a response ended too early: its chunks have no end (RFC 9112, 7.1), or it is shorter than its `Content-Length`.
 * Crawlers that store decoded bodies leave the headers of the encoded ones, so a body without chunks is no part of one.
 */
export function isCutOff({ type, block, mediaType }: WholeRecord): boolean {
  const head = type === 'response' ? readHead(block) : null;
  if (!head) return false;
  const body = Buffer.from(block.buffer, block.byteOffset, block.byteLength).subarray(headEnd(block));
  if (/\bchunked\b/i.test(header(head, 'transfer-encoding')))
    return (
      payloadsOf(block, mediaType).length === 1 &&
      /^[\da-f]{1,16}[ \t]*(?:;[^\r\n]*)?\r\n/i.test(body.toString('latin1', 0, 200))
    );
  const length = header(head, 'content-length');
  return /^\d{1,15}$/.test(length) && !valuesOf(head, /content-encoding$/).length && body.length < Number(length);
}
