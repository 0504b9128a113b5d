import { sql } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { decryptedRows, encryptedTables } from '../../platform/storage/encrypted-rows.ts';
import type { RowKeys } from '../../platform/storage/row-keys.ts';
import { dataInventory, repeatingTables } from './inventory.ts';

/**
 * A result of the search for a person: the key of an inventory entry, and the number of rows that contain the words.
 */
export type FoundIn = { key: string; rows: number };

/**
 * Searches all personal data in the inventory for the name of a person who asked what is stored about them. It covers
 * only data that the signed-in person can see, and no sealed data. The search stores nothing.
 */
export async function findPerson(db: Reader, keys: RowKeys, words: string): Promise<FoundIn[]> {
  const found: FoundIn[] = [];
  const encrypted = new Set(await encryptedTables(db));
  const wanted = words.toLowerCase();
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
      if (encrypted.has(table))
        for await (const decrypted of decryptedRows(db, keys, table))
          rows += decrypted.filter(({ texts }) =>
            names.some((name) => texts[name]?.toLowerCase().includes(wanted)),
          ).length;
    }
    if (rows > 0) found.push({ key, rows });
  }
  return found;
}
