import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing } from '../../storage/if-missing.ts';
import { walFile } from '../old-versions.ts';

/** Deletes WAL files that were prepared for later use. They still contain what was once written into them. */
export async function deleteLaterWal(directory: string, current: string): Promise<void> {
  const folder = join(directory, 'pg_wal');
  for (const name of await readdir(folder)) if (walFile.test(name) && name > current) await rm(join(folder, name));
}

/**
 * The main file of a table or index, also of a temporary one (`t`), its further segments, and its maps of free and
 * visible space.
 */
const relationFile = /^(?:t\d+_)?(?<node>\d+)(?:_(?:fsm|vm|init))?(?:\.\d+)?$/;

/**
 * Deletes files that belong to no table or index, such as copies of tables that a killed `vacuum full` left, and the
 * temporary files of sorts. No transaction may be open meanwhile.
 * @param nodes the numbers of the files that the database uses
 * @returns how many files with content were deleted
 */
export async function deleteStrays(
  directory: string,
  { database, nodes }: { database: number; nodes: ReadonlySet<string> },
): Promise<number> {
  const folder = join(directory, 'base', String(database));
  let deleted = 0;
  for (const name of await readdir(folder)) {
    const node = relationFile.exec(name)?.groups?.['node'];
    if (node === undefined || nodes.has(node)) continue;
    // The next checkpoint deletes empty files of dropped tables itself.
    const { size } = await stat(join(folder, name)).catch(ifMissing({ size: 0 }));
    if (size === 0) continue;
    await rm(join(folder, name));
    deleted++;
  }
  await rm(join(directory, 'base', 'pgsql_tmp'), { recursive: true, force: true });
  return deleted;
}
