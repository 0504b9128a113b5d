import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { dataInventory } from './inventory.ts';

/** Where somebody's name or address stands: in how many rows of which of the things that are kept. */
export type FoundIn = { key: string; rows: number };

/** As words in a LIKE: its own signs taken as they are. */
const like = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * Looks for somebody in all that is declared to hold data of people, for the answer to a request. What is sealed is not
 * looked into: nobody here can. It changes nothing and leaves nothing.
 */
export async function findPerson(db: Reader, words: string): Promise<FoundIn[]> {
  const found: FoundIn[] = [];
  for (const { key, columns } of dataInventory) {
    let rows = 0;
    for (const [table, names] of Object.entries(columns)) {
      if (names.length === 0) continue;
      const within = sql.join(
        names.map((name) => sql`${sql.ref(name)}::text ilike ${like(words)}`),
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
