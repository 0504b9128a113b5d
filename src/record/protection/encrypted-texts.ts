import { sql, type SqlBool } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import {
  decryptedRows,
  encryptedTables,
  macColumns,
  type DecryptedRow,
} from '../../platform/storage/encrypted-rows.ts';
import { encryptRow, RowKeys } from '../../platform/storage/row-keys.ts';
import type { Examination } from './scan.ts';
import { struck, type Removal } from './strike.ts';
import { inRow, rowOf, type Found, type NamingRow, type PersonSearch, type TextColumn } from './texts.ts';

/*
 * Texts that are encrypted with a key for each row, such as comments that wait for the desk. The database cannot search
 * them, so a redaction decrypts them in memory.
 */

/** The tables with encrypted rows. `columns`: the text columns of the database. */
async function tablesOf(db: Reader, columns: readonly TextColumn[]): Promise<TextColumn[]> {
  const tables = await encryptedTables(db);
  return tables.flatMap((table): TextColumn[] => {
    const own = columns.find((column) => column.table === table);
    return own ? [{ ...own, column: 'encrypted', type: 'json' }] : [];
  });
}

const namingRow = (column: TextColumn, { id, item, texts }: DecryptedRow, search: PersonSearch): NamingRow =>
  rowOf([column], { place: '', row: id, item, values: [texts] }, search);

/** The mentions of a person in the encrypted texts, a few rows at a time. */
export async function* encryptedMentions(
  db: Reader,
  keys: RowKeys,
  columns: readonly TextColumn[],
  search: PersonSearch,
): AsyncGenerator<(Found & { table: string })[]> {
  for (const column of await tablesOf(db, columns))
    for await (const rows of decryptedRows(db, keys, column.table, { item: column.thingColumn })) {
      const found: (Found & { table: string })[] = [];
      for (const row of rows) {
        const naming = namingRow(column, row, search);
        inRow(naming, (mention, text) => {
          const word = text.slice(mention.start, mention.end);
          const { item, where } = naming;
          found.push({ table: column.table, item, row: row.id, where, mention, word, text });
        });
      }
      yield found;
    }
}

/** The ids of the encrypted rows that may name a person, by table. */
export async function scanEncrypted(
  db: Reader,
  keys: RowKeys,
  columns: readonly TextColumn[],
  search: PersonSearch,
): Promise<Map<string, Set<number>>> {
  const ids = new Map<string, Set<number>>();
  for await (const found of encryptedMentions(db, keys, columns, search))
    for (const { table, row } of found) ids.set(table, (ids.get(table) ?? new Set()).add(row!));
  return ids;
}

/**
 * Locks the encrypted rows that may name a person, so that none of them is decrypted between the search of plain texts
 * and that of encrypted ones. A row that was decrypted before is new, so the search of plain texts finds it.
 */
export async function lockEncrypted(
  { tx, isNew }: Pick<Examination, 'tx' | 'isNew'>,
  columns: readonly TextColumn[],
  noted: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<void> {
  for (const { table } of await tablesOf(tx, columns))
    await sql`
      select id from ${sql.table(table)} where id = any(${[...(noted.get(table) ?? [])]}::bigint[]) or ${isNew} order by id for update`.execute(
      tx,
    );
}

/**
 * Replaces the words that name the person in encrypted texts, as `strike` does. The rows get new keys.
 * @param noted the rows that `scanEncrypted` found. Newer rows are read, too
 * @param rekeyed rows whose plain texts named the person. What earlier backups have of them under their key may name the
 * person, too
 * @returns the items to which the changed rows belong, and the earlier keys, which must be deleted after the transaction
 */
export async function strikeEncrypted(
  { tx, isNew }: Pick<Examination, 'tx' | 'isNew'>,
  keys: RowKeys,
  columns: readonly TextColumn[],
  { noted, rekeyed }: Record<'noted' | 'rekeyed', ReadonlyMap<string, ReadonlySet<number>>>,
  removal: Removal,
): Promise<{ things: number[]; ended: string[] }> {
  const [things, ended]: [number[], string[]] = [[], []];
  const macs = await macColumns(tx);
  for (const column of await tablesOf(tx, columns)) {
    const emptied = (macs.get(column.table) ?? []).map((name) => sql`, ${sql.ref(name)} = null`);
    const endsKey = rekeyed.get(column.table) ?? new Set();
    const where = sql<SqlBool>`(id = any(${[...(noted.get(column.table) ?? []), ...endsKey]}::bigint[]) or ${isNew})`;
    const read = decryptedRows(tx, keys, column.table, { item: column.thingColumn, where, locked: true });
    for await (const rows of read)
      for (const row of rows) {
        const naming = namingRow(column, row, removal);
        const texts = struck(naming, naming.values[0]!, removal, new Map());
        if (texts === null && !endsKey.has(row.id)) continue;
        const left = texts === null ? row.texts : (JSON.parse(texts) as object);
        const key = await keys.create();
        await sql`
          update ${sql.table(column.table)} set row_key = ${key.name}, encrypted = ${encryptRow(key, left)} ${emptied.length ? sql.join(emptied, sql` `) : sql``} where id = ${row.id}`.execute(
          tx,
        );
        ended.push(row.key.name);
        if (row.item !== null) things.push(row.item);
      }
  }
  return { things, ended };
}
