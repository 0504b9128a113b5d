import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Reader } from '../database/tx.ts';
import { RowKeys, type RowKey } from './row-keys.ts';

/** The most rows that are decrypted together. */
const maxTogether = 500;

/** A row with its decrypted texts. `item`: the value of the column that the caller named. */
export type DecryptedRow = { id: number; item: number | null; key: RowKey; texts: Record<string, string | null> };

/** The tables that have encrypted rows. They have the columns `id`, `row_key` and `encrypted`. */
export async function encryptedTables(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname::text as name from pg_class c where ${hasColumn('row_key')} and ${hasColumn('encrypted')}
      and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** The tables whose rows have the names of keys (`row_key`). */
export async function tablesWithKeys(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname::text as name from pg_class c
    where ${hasColumn('row_key')} and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

/**
 * The columns with keyed hashes of the texts of rows (`…_mac`, `…_macs`), by table. Without its hashes, a row is not found
 * by its texts.
 */
export async function macColumns(db: Reader): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select c.relname::text as name, array_agg(a.attname::text) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname ~ '_macs?$' and not a.attisdropped
    where ${hasColumn('row_key')} and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace group by 1`.execute(
    db,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

const hasColumn = (column: string): RawBuilder<SqlBool> =>
  sql`exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = ${column} and not a.attisdropped)`;

/**
 * The encrypted rows of a table, decrypted, a few at a time. Rows whose keys were deleted are left out.
 * @param item the column with the id of the item to which a row belongs, if there is one
 * @param where limits the rows
 * @param locked whether the rows are locked until the end of the transaction
 */
export async function* decryptedRows(
  db: Reader,
  keys: RowKeys,
  table: string,
  {
    item = null,
    where = sql<SqlBool>`true`,
    locked = false,
  }: { item?: string | null; where?: RawBuilder<SqlBool>; locked?: boolean } = {},
): AsyncGenerator<DecryptedRow[]> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number; item: number | null; row_key: string; encrypted: Uint8Array }>`
      select id, ${item ? sql.ref(item) : sql`null::bigint`} as item, row_key, encrypted from ${sql.table(table)}
      where id > ${after} and encrypted is not null and ${where} order by id limit ${maxTogether} ${locked ? sql`for update` : sql``}`.execute(
      db,
    );
    if (rows.length === 0) return;
    after = Number(rows.at(-1)!.id);
    const decrypted: DecryptedRow[] = [];
    for (const row of rows) {
      const opened = await keys.open<DecryptedRow['texts']>(row);
      if (opened) decrypted.push({ id: Number(row.id), item: row.item === null ? null : Number(row.item), ...opened });
    }
    yield decrypted;
  }
}
