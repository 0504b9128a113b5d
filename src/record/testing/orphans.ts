import type { Database } from '../../platform/database/database.ts';
import { unenforcedReferences } from '../unenforced-references.ts';

/**
 * Rows whose parent is missing, in columns without a foreign key that would prevent this (docs/decisions/0018). Tests
 * expect no such rows.
 */
export async function orphans(db: Database): Promise<string[]> {
  const found: string[] = [];
  for (const [part, column, head] of unenforcedReferences) {
    const { rows } = (await db.executeSql(
      `select count(*)::int as n from "${part}" p where p."${column}" is not null and not exists (select 1 from "${head}" h where h.id = p."${column}")`,
    )) as { rows: { n: number }[] };
    if (rows[0]!.n > 0) found.push(`${part}.${column}: ${rows[0]!.n}`);
  }
  return found;
}
