import { gunzipSync } from 'node:zlib';
import { getSurt } from 'warcio';
import { z } from 'zod';
import { archiveTooLarge, maxUnpackedBytes } from '../../../platform/archive/unpacked-size.ts';
import type { Member } from '../members.ts';
import { compare } from './warc-read.ts';
import type { WrittenRecord } from './warc-write.ts';

const count = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]);
const fields = z.object({
  url: z.string(),
  digest: z.string().optional(),
  length: count,
  offset: count,
  filename: z.string(),
  recordDigest: z.string().optional(),
});

/** A line of an index: the location of a response or resource. */
export type IndexLine = z.output<typeof fields> & { key: string; timestamp: string };

/** An ISO time as YYYYMMDDhhmmss, the format of indexes. */
export const indexTime = (date: string): string => date.replace(/\D/g, '').slice(0, 14);

/** The index of a WARC file (CDXJ): one line for each response and resource, by URL and time. */
export function writeIndex(records: readonly WrittenRecord[], filename: string): string {
  const lines = records
    .filter(({ type }) => type === 'response' || type === 'resource')
    .map(
      ({ url, date, status, mediaType, payloadDigest, offset, length, recordDigest, asked }) =>
        `${getSurt(asked?.url ?? url)} ${indexTime(date)} ${JSON.stringify({ url, ...(mediaType && { mime: mediaType }), ...(status !== undefined && { status: String(status) }), digest: payloadDigest, length: String(length), offset: String(offset), filename, recordDigest, ...(asked && { method: asked.method }), ...(asked?.body !== undefined && { requestBody: asked.body }) })}`,
    );
  return lines
    .toSorted()
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * The lines of all indexes among the members. Indexes may be compressed.
 * @throws Error naming the index that is unreadable, or that differs from the list of its parts
 */
export function readIndexes(members: readonly Member[]): IndexLine[] {
  const lines: IndexLine[] = [];
  for (const { path, bytes } of members) {
    if (/^indexes\/.+\.(?:cdxj?|cdxj?\.gz)$/.test(path)) {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(path.endsWith('.gz') ? gunzip(bytes) : bytes);
      for (const [number, line] of text.split('\n').entries()) {
        if (!line || line.startsWith('!meta')) continue;
        const [, key, timestamp, json] = /^(\S+) (\d{14,17}) (\{.*\})$/.exec(line) ?? [];
        const read = json === undefined ? null : fields.safeParse(JSON.parse(json));
        if (!read?.success) throw new Error(`${path}, line ${number + 1}`);
        lines.push({ key: key!, timestamp: timestamp!, ...read.data });
      }
    } else if (/^indexes\/.+\.idx$/.test(path)) checkParts(path, bytes, members);
  }
  return lines;
}

const largestIndex = 2 ** 29;

/** An index, decompressed. It is one gzip member or several. */
function gunzip(bytes: Uint8Array): Uint8Array {
  const most = maxUnpackedBytes(bytes.byteLength, largestIndex);
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? archiveTooLarge(most) : error;
  }
}

export function parseIndexLine(line: string): { key: string; timestamp: string; fields: Record<string, unknown> } {
  const [key = '', timestamp = ''] = line.split(' ', 2);
  return {
    key,
    timestamp,
    fields: JSON.parse(line.slice(key.length + timestamp.length + 2)) as Record<string, unknown>,
  };
}

/** Checks the list of the parts of a compressed index: the location of each and, in newer lists, its digest. */
function checkParts(path: string, bytes: Uint8Array, members: readonly Member[]): void {
  const part = z.object({ offset: count, length: count, digest: z.string().optional() });
  let index: Member | undefined;
  for (const [number, line] of new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n').entries()) {
    if (!line) continue;
    const json = JSON.parse(line.slice(line.indexOf('{'))) as unknown;
    if (line.startsWith('!meta')) {
      const { filename } = z.object({ filename: z.string() }).parse(json);
      index = members.find((member) => member.path === `indexes/${filename}`);
      continue;
    }
    const { offset, length, digest } = part.parse(json);
    if (!index || offset + length > index.bytes.length) throw new Error(`${path}, line ${number + 1}`);
    if (digest !== undefined && compare(digest, [index.bytes.subarray(offset, offset + length)]) !== 'good')
      throw new Error(`${path}, line ${number + 1}`);
  }
}
