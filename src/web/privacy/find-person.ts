import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { dataInventory, repeatingTables } from './inventory.ts';

/** A result of the search for a person: the entry of the inventory, and the number of rows. */
export type FoundIn = { key: string; rows: number };

/**
 * Searches all personal data in the inventory. The person concerned asked what is stored about them. The result
 * contains only what the signed-in person may see. Sealed data cannot be searched. The search changes and stores
 * nothing.
 */
export async function findPerson(db: Reader, words: string): Promise<FoundIn[]> {
  const found: FoundIn[] = [];
  for (const { key, columns } of dataInventory) {
    let rows = 0;
    for (const [table, names] of Object.entries(columns)) {
      if (names.length === 0 || repeatingTables.has(table)) continue;
      const within = sql.join(
        names.map((name) => sql`${sql.ref(name)}::text ilike ${containing(words)}`),
        sql` or `,
      );
      const { rows: counted } = await sql<{
        count: number;
      }>`select count(*)::int as count from ${sql.table(table)} where ${within}`.execute(db);
      rows += counted[0]!.count;
    }
    if (rows > 0) found.push({ key, rows });
  }
  return found;
}
