import { sql } from 'kysely';
import { readUnchecked } from '../../platform/storage/blobs.ts';
import type { App } from '../../platform/operation.ts';
import { packageType } from '../files/packages.ts';
import { allKinds } from '../kinds/registry.ts';
import { namesInChild } from './naming-reader.ts';
import type { PersonNames } from './person-finder.ts';

/**
 * The hashes of blobs whose bytes certainly name a person. The bytes can contain words that are missing in the extracted
 * text, for example in a meta tag, an address or a script. Blobs that take too much time or memory to be searched are
 * included.
 * @param packages whether evidence packages are searched, too. If not, the caller must remove the person from packages
 * with `stripPackages`
 */
export async function blobsNaming(
  app: App,
  person: PersonNames,
  { packages }: { packages: boolean },
): Promise<string[]> {
  if (person.names.length + person.also.length === 0) return [];
  const found = new Set<string>();
  const search = async (sha256: string, how: { charset: string | null; unpack: boolean }): Promise<void> => {
    const bytes = found.has(sha256) ? null : await readUnchecked(app.blobs, sha256);
    if (bytes && (await namesInChild(bytes, { person, ...how }))) found.add(sha256);
  };
  for (const { table, bytes: columns } of allKinds()) {
    if (!columns) continue;
    const [hash, size] = [sql.ref(columns.hash), sql.ref(columns.size)];
    for (let after = 0; ;) {
      const { rows: page } = await sql<{ id: number; sha256: string; charset: string | null }>`
        select id, ${hash} as sha256, ${columns.charset ? sql.ref(columns.charset) : sql`null`} as charset
        from ${sql.table(table)} where id > ${after} and ${size} > 0 order by id limit 100`.execute(app.db.read);
      if (page.length === 0) break;
      for (const { sha256, charset } of page) await search(sha256, { charset, unpack: false });
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
  for (const { sha256 } of files) await search(sha256, { charset: null, unpack: true });
  return [...found];
}
