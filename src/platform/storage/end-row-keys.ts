import { sql } from 'kysely';
import { z } from 'zod';
import { defineJob } from '../jobs/jobs.ts';
import type { App } from '../operation.ts';
import { tablesWithKeys } from './encrypted-rows.ts';
import { RowKeys } from './row-keys.ts';

/** Milliseconds in which the transaction that a new key is for may still run. */
const newFor = 60 * 60_000;

/**
 * Deletes the keys that no row uses. Operations that delete a row also delete its key. But a row can also be deleted
 * with its article, or the process can be killed before the key is deleted.
 * @returns how many keys were deleted
 */
export async function endUnusedKeys({ db, config }: Pick<App, 'db' | 'config'>): Promise<number> {
  const keys = new RowKeys(config.dataDir);
  // The keys are listed before the rows are read: so every row that uses a listed key is read.
  const before = new Date(Date.now() - newFor);
  await keys.endUnfinished(before);
  const names = await keys.names(before);
  if (names.length === 0) return 0;
  const used = new Set<string>();
  for (const table of await tablesWithKeys(db.read)) {
    const { rows } = await sql<{ row_key: string }>`
      select row_key from ${sql.table(table)} where row_key is not null`.execute(db.read);
    for (const { row_key } of rows) used.add(row_key);
  }
  const unused = names.filter((name) => !used.has(name));
  await keys.end(unused);
  return unused.length;
}

export const endUnusedKeysJob = defineJob({
  name: 'platform.end-row-keys',
  input: z.object({}),
  everyHours: 24,
  async handler({ app, log }) {
    const ended = await endUnusedKeys(app);
    if (ended > 0) log.info({ ended }, 'keys of deleted rows deleted');
  },
});
