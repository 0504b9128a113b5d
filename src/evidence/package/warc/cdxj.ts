import { getSurt } from 'warcio';
import { indexTime } from './index-read.ts';
import type { WrittenRecord } from './warc-write.ts';

/**
 * The index of a WARC file (CDXJ): one line for each response, resource and revisit, by URL and time. If a URL was requested twice
 * in a second, viewers show the last line, so the lines of this URL are in the order of the records.
 */
export function writeIndex(records: readonly WrittenRecord[], filename: string): string {
  return records
    .filter(({ type }) => type === 'response' || type === 'resource' || type === 'revisit')
    .map(({ url, date, status, mediaType, payloadDigest, offset, length, recordDigest, asked }) => ({
      key: `${getSurt(asked?.url ?? url)} ${indexTime(date)}`,
      value: JSON.stringify({
        url,
        ...(mediaType && { mime: mediaType }),
        ...(status !== undefined && { status: String(status) }),
        digest: payloadDigest,
        length: String(length),
        offset: String(offset),
        filename,
        recordDigest,
        ...(asked && { method: asked.method }),
        ...(asked?.body !== undefined && { requestBody: asked.body }),
      }),
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, value }) => `${key} ${value}\n`)
    .join('');
}

export function parseIndexLine(line: string): { key: string; timestamp: string; fields: Record<string, unknown> } {
  const [key = '', timestamp = ''] = line.split(' ', 2);
  return {
    key,
    timestamp,
    fields: JSON.parse(line.slice(key.length + timestamp.length + 2)) as Record<string, unknown>,
  };
}
