import { gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { asItStands } from '../../platform/storage/blobs.ts';
import type { App } from '../../platform/operation.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { FlatParser } from '../../platform/text/flat-parser.ts';
import { allKinds } from '../kinds/registry.ts';
import { packageType } from '../files/packages.ts';

/** Words for a regular expression, with any white space between them. */
export const escapeRegExp = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/** Any of the words. */
export const namingPattern = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => escapeRegExp(word.normalize('NFC'))).join('|'), 'iu');

/**
 * Blobs whose bytes contain one of the words outside the extracted text (a meta tag, an address, a script). Includes
 * packages, unless something else checks them.
 */
export async function blobsNaming(
  app: App,
  words: readonly string[],
  { packages }: { packages: boolean },
): Promise<string[]> {
  if (words.length === 0) return [];
  const pattern = namingPattern(words);
  const found = new Set<string>();
  for (const { table, bytes: columns } of allKinds()) {
    if (!columns) continue;
    const [hash, size] = [sql.ref(columns.hash), sql.ref(columns.size)];
    for (let after = 0; ;) {
      const { rows: page } = await sql<{ id: number; sha256: string; charset: string | null }>`
        select id, ${hash} as sha256, ${columns.charset ? sql.ref(columns.charset) : sql`null`} as charset
        from ${sql.table(table)} where id > ${after} and ${size} > 0 order by id limit 100`.execute(app.db.read);
      if (page.length === 0) break;
      for (const { sha256, charset } of page) {
        const bytes = found.has(sha256) ? null : await asItStands(app.blobs, sha256);
        if (bytes && says(bytes, charset, pattern)) found.add(sha256);
      }
      after = Number(page.at(-1)!.id);
    }
  }
  const files = await app.db.read
    .selectFrom('held_file')
    .select('sha256')
    .distinct()
    .where('size', '>', 0)
    .$if(!packages, (query) => query.where('media_type', '<>', packageType))
    .execute();
  for (const { sha256 } of files) {
    const bytes = found.has(sha256) ? null : await asItStands(app.blobs, sha256);
    for (const part of bytes ? await unpacked(bytes) : []) {
      if (!says(part, null, pattern)) continue;
      found.add(sha256);
      break;
    }
  }
  return [...found];
}

/** A file, or the files in it if it is a ZIP file, with gzip unpacked, because compressed bytes cannot be searched. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array[]> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const members = isZip ? await readZip(bytes).catch(() => null) : null;
  return members?.map((member) => gunzipped(member.bytes)) ?? [gunzipped(bytes)];
}

const largestUnpacked = 2 ** 29;

function gunzipped(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largestUnpacked });
  } catch {
    return bytes;
  }
}

/**
 * Whether bytes contain the words, in the encoding in which they were read or in UTF-8, plain or with any of the web's
 * escapes.
 */
export function says(bytes: Uint8Array, charset: string | null, pattern: RegExp): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const charsets = new Set(['utf-8', ...(charset && iconv.encodingExists(charset) ? [charset.toLowerCase()] : [])]);
  return [...charsets].some((name) => {
    const text = iconv.decode(buffer, name);
    return [text, unescaped(entitiesDecoded(text))].some((one) => pattern.test(one.normalize('NFC')));
  });
}

/** All text of a page, including tag attributes and comments, with entities decoded. */
function entitiesDecoded(html: string): string {
  const parts: string[] = [];
  let depth = 0;
  const parser = new FlatParser(
    {
      onopentag: () => void depth++,
      onclosetag: () => void depth--,
      onattribute: (_, value) => parts.push('\n', value),
      ontext: (text) => parts.push(text),
      oncomment: (text) => parts.push('\n', text),
      onopentagname: () => parts.push('\n'),
    },
    { decodeEntities: true },
  );
  parser.depth = () => depth;
  parser.end(html);
  return parts.join('');
}

/** Decodes JSON's `\u…` and percent-encoding. */
const unescaped = (text: string): string =>
  text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
