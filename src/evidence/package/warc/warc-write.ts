import { createHash } from 'node:crypto';
import { postToGetUrl, WARCRecord, WARCSerializer, type WARCType } from 'warcio';
import { hashOf as digest } from '../write-datapackage.ts';
import type { Exchange, Resource } from './exchange.ts';

/** A record in the WARC file. */
export type WrittenRecord = {
  type: WARCType;
  url: string;
  /** ISO 8601, UTC. */
  date: string;
  status?: number;
  mediaType?: string;
  /** If the request was not a GET: what an index needs, so that viewers find the response to this request. */
  asked?: Asked;
  /** The SHA-256 of the stored body: `sha256:` and hexadecimal digits. */
  payloadDigest: string;
  /** The offset of its gzip member in the file. */
  offset: number;
  /** The length of its gzip member in the file. */
  length: number;
  /** SHA-256 of the gzip member. */
  recordDigest: string;
};

/**
 * A request that is not a GET, as indexes name it. `body`: its body as a query. `url`: the address with the method and
 * the body as parameters, from which the line's key is made.
 */
type Asked = { method: string; url: string; body?: string };

/** Metadata of the file, in its first record. */
export type WarcInfo = Readonly<Record<string, string>>;

/**
 * Writes exchanges as a WARC 1.1 file (ISO 28500:2017), one gzip member for each record: first `warcinfo`, then the
 * response and the request of each exchange. Bodies are written as sent but without chunks, and `Transfer-Encoding` is
 * renamed. Identifiers are calculated from the content, so the same exchanges give the same bytes.
 */
export async function writeWarc(
  exchanges: readonly Exchange[],
  resources: readonly Resource[],
  info: WarcInfo,
  at: string,
): Promise<{ bytes: Uint8Array; records: WrittenRecord[] }> {
  const chunks: Uint8Array[] = [];
  const records: WrittenRecord[] = [];
  let offset = 0;
  const add = async (
    record: WARCRecord,
    about: Omit<WrittenRecord, 'offset' | 'length' | 'recordDigest'> | null,
  ): Promise<void> => {
    const bytes = await WARCSerializer.serialize(record, { gzip: true, preferPako: true });
    if (about) records.push({ ...about, offset, length: bytes.length, recordDigest: digest(bytes) });
    chunks.push(bytes);
    offset += bytes.length;
  };
  const infoLines = Object.entries(info);
  const infoId = idOf('warcinfo', JSON.stringify(infoLines), at);
  await add(
    WARCRecord.createWARCInfo(
      { filename: 'data.warc.gz', date: at, warcVersion: 'WARC/1.1', warcHeaders: { 'WARC-Record-ID': infoId } },
      Object.fromEntries(infoLines),
    ),
    null,
  );
  for (const { url, request, response, at: date, address, unpacked } of exchanges) {
    const payloadDigest = digest(response.body);
    const responseBlock = block(
      [
        `HTTP/1.1 ${response.status} ${response.statusText}`,
        ...response.headers.map((header) => storedHeader(header, unpacked === true)),
      ],
      response.body,
    );
    const requestBlock = block(
      [`${request.method} ${request.target} HTTP/1.1`, ...request.headers.map(([name, value]) => `${name}: ${value}`)],
      request.body,
    );
    const id = idOf('response', url, date, digest(responseBlock));
    const common = { ...(address && { 'WARC-IP-Address': address }), 'WARC-Warcinfo-ID': infoId };
    const about = { url, date, payloadDigest };
    await add(
      raw(
        'response',
        url,
        date,
        { 'WARC-Record-ID': id, ...common, 'WARC-Payload-Digest': payloadDigest },
        responseBlock,
      ),
      {
        ...about,
        type: 'response',
        status: response.status,
        mediaType: mediaTypeOf(response.headers),
        asked: askedBy(request, url),
      },
    );
    await add(
      raw(
        'request',
        url,
        date,
        {
          'WARC-Record-ID': idOf('request', url, date, digest(requestBlock)),
          'WARC-Concurrent-To': id,
          ...common,
          'WARC-Payload-Digest': digest(request.body),
        },
        requestBlock,
      ),
      { ...about, type: 'request', payloadDigest: digest(request.body) },
    );
  }
  for (const { url, at: date, mediaType, body } of resources) {
    const payloadDigest = digest(body);
    const record = WARCRecord.create(
      {
        url,
        date,
        type: 'resource',
        warcVersion: 'WARC/1.1',
        warcHeaders: {
          'WARC-Record-ID': idOf('resource', url, date, payloadDigest),
          'WARC-Warcinfo-ID': infoId,
          'WARC-Payload-Digest': payloadDigest,
          'Content-Type': mediaType,
        },
      },
      [body],
    );
    await add(record, { type: 'resource', url, date, mediaType: mediaType.split(';')[0]!, payloadDigest });
  }
  return { bytes: Buffer.concat(chunks), records };
}

/** The maximum length of a body in an index, in characters. It is that of cdxj-indexer and of warcio. */
const longestBody = 4096;

/** What an index needs to find the response to a request that is not a GET. */
function askedBy({ method, headers, body }: Exchange['request'], url: string): Asked | undefined {
  if (method === 'GET') return undefined;
  const request: Parameters<typeof postToGetUrl>[0] = {
    method,
    url,
    headers: new Map(headers.map(([name, value]): [string, string] => [name.toLowerCase(), value])),
    postData: body,
  };
  try {
    if (postToGetUrl(request, longestBody)) return { method, url: request.url, body: request.requestBody as string };
  } catch {
    // A page can send a body that the library cannot read, such as JSON with a million levels. The record has it anyway.
  }
  return { method, url };
}

/** A record whose block is already complete. If the library wrote the headers, it would merge repeated ones. */
function raw(
  type: 'request' | 'response',
  url: string,
  date: string,
  warcHeaders: Record<string, string>,
  bytes: Uint8Array,
): WARCRecord {
  const record = WARCRecord.create({ url, date, type, warcVersion: 'WARC/1.1', warcHeaders }, [bytes]);
  record.httpHeaders = null;
  return record;
}

const block = (lines: readonly string[], body: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);

/**
 * A header as it is stored. The body is stored without chunks, and perhaps decoded. A header that no longer fits it is
 * renamed.
 */
const storedHeader = ([name, value]: [string, string], unpacked: boolean): string => {
  const isWrong = /^transfer-encoding$/i.test(name) || (unpacked && /^content-(?:encoding|length)$/i.test(name));
  return `${isWrong ? `X-Archive-Orig-${name}` : name}: ${value}`;
};

const mediaTypeOf = (headers: readonly [string, string][]): string | undefined =>
  headers
    .findLast(([name]) => name.toLowerCase() === 'content-type')?.[1]
    .split(';')[0]!
    .trim()
    .toLowerCase() || undefined;

/** A UUID (RFC 9562, version 8) derived from its parts. */
function idOf(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `<urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}>`;
}
