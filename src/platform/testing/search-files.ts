import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';

/** Turns off the compression of long values, because a search would not find words in compressed values. */
export const storeUncompressed = (db: Database): Promise<unknown> =>
  db.executeSql(`do $$ declare c record; begin
    for c in select format('alter table %s alter column %I set storage external', a.attrelid::regclass, a.attname) as act
      from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
      where r.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and a.attnum > 0 and not a.attisdropped and a.attstorage = 'x'
    loop execute c.act; end loop; end $$`);

/**
 * The files in a folder that contain one of the words in UTF-8 or UTF-16. Files that the database deletes meanwhile,
 * such as `pg_internal.init`, are skipped.
 */
export function filesWith(folder: string, words: readonly string[]): string[] {
  const needles = words.flatMap((word) => [Buffer.from(word), Buffer.from(word, 'utf16le')]);
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
    if (needles.some((needle) => bytes.includes(needle))) found.push(path.slice(folder.length + 1));
  }
  return found;
}
