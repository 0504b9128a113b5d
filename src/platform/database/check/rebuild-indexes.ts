import type { Database } from '../database.ts';
import { checker, isDamage, stopIfAborted, type Watch } from './findings.ts';
import { readIndexes, readTables } from './read-schema.ts';

/**
 * Rebuilds each database index from its table. On a database server, writes continue during this.
 * @returns the indexes that could not be rebuilt, because their tables are damaged
 */
export async function rebuildIndexes(
  db: Database,
  { signal, progress }: Watch,
): Promise<{ rebuilt: number; failed: { index: string; reason: string }[] }> {
  const indexes = await db.transaction(
    async (tx) =>
      readIndexes(
        tx,
        (await readTables(tx)).map(({ name }) => name),
      ),
    checker,
  );
  const failed: { index: string; reason: string }[] = [];
  for (const [done, { name }] of indexes.entries()) {
    stopIfAborted(signal);
    progress(done, indexes.length);
    // `name` is already escaped.
    await db
      .executeSql(`reindex index ${db.kind === 'server' ? 'concurrently ' : ''}${name}`)
      .catch((error: unknown) => {
        if (!isDamage(error) && !isDuplicate(error)) throw error;
        failed.push({ index: name, reason: (error as Error).message });
      });
  }
  progress(indexes.length, indexes.length);
  return { rebuilt: indexes.length - failed.length, failed };
}

/** Whether the error says that two rows have the same key in a unique index. */
const isDuplicate = (error: unknown): boolean => (error as { code?: unknown }).code === '23505';
