import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Database } from '../database/database.ts';

/** Turns off the compression of long values, because a search would not find words in compressed values. */
export const storeUncompressed = (db: Database): Promise<unknown> =>
  db.executeSql(`do $$ declare c record; begin
    for c in select format('alter table %s alter column %I set storage external', a.attrelid::regclass, a.attname) as act
      from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
      where r.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and a.attnum > 0 and not a.attisdropped and a.attstorage = 'x'
    loop execute c.act; end loop; end $$`);

/** The shortest text in Base64 that is searched for. A shorter one could be in other data by chance. */
const shortestBase64 = 8;

/** A word in UTF-8, UTF-16 and Base64, or bytes also in Base64. The last letters of Base64 depend on what follows. */
const formsOf = (word: string | Buffer): Buffer[] => [
  Buffer.from(word as string),
  ...(typeof word === 'string' ? [Buffer.from(word, 'utf16le')] : []),
  ...(['base64', 'base64url'] as const)
    .map((encoding) =>
      Buffer.from(word as string)
        .toString(encoding)
        .slice(0, -4),
    )
    .filter((text) => text.length >= shortestBase64)
    .map((text) => Buffer.from(text)),
];

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The files in a folder that contain one of the words, also in UTF-16, in Base64 or packed with gzip. Files that the
 * database deletes meanwhile, such as `pg_internal.init`, are skipped.
 */
export function filesWith(folder: string, words: string | Buffer | readonly (string | Buffer)[]): string[] {
  const needles = [words].flat().flatMap((word) => formsOf(word));
  const contains = (bytes: Buffer): boolean => needles.some((needle) => bytes.includes(needle));
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    if (contains(bytes) || (isGzip(bytes) && contains(gunzipSync(bytes)))) found.push(relative(folder, path));
  }
  return found;
}
