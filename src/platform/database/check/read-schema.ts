import { escapeIdentifier } from 'pg';
import { sql } from 'kysely';
import { dumpedTables } from '../../backup/dump.ts';
import type { Tx } from '../tx.ts';

/**
 * A table to check. `thing`: SQL for the id of the item to which a row `t` belongs; null if rows belong to no item.
 * `key`: SQL for the first column of the primary key.
 */
export type CheckedTable = {
  name: string;
  columns: string[];
  pages: number;
  thing: string | null;
  key: string | null;
  /** Conditions that each row `t` must meet. */
  rules: { name: string; holds: string }[];
};

/**
 * A database index. `keys`: for each column its SQL (`value`), its sort order (`order`), and whether it has words
 * (`words`: a tsvector). `where`: SQL of the condition of a partial index.
 */
export type CheckedIndex = {
  name: string;
  table: string;
  method: string;
  keys: { value: string; order: string; words: boolean }[];
  where: string | null;
};

type ForeignKey = { name: string; table: string; columns: string[]; target: string; targets: string[] };

/** Names of columns that can contain the id of an item without a foreign key. */
const thingColumns = ['thing_id', 'subject_id', 'claim_id', 'case_id', 'actor_id', 'source_id'];

/** A column that refers to the `id` of the table `target`, without a foreign key. */
export type Reference = readonly [table: string, column: string, target: string];

/**
 * All tables of Kronika, with their constraints.
 * @param more references to add that have no foreign key
 */
export async function readTables(tx: Tx, more: readonly Reference[] = []): Promise<CheckedTable[]> {
  const tables = await dumpedTables(tx);
  const { rows: enforced } = await sql<ForeignKey>`
    select k.conname::text as name, c.relname::text as table, f.relname::text as target,
      array(select a.attname::text from unnest(k.conkey) with ordinality x (n, i) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.n order by x.i) as columns,
      array(select a.attname::text from unnest(k.confkey) with ordinality x (n, i) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.n order by x.i) as targets
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
    where k.contype = 'f' and k.convalidated and c.relnamespace = current_schema()::regnamespace order by 1`.execute(
    tx,
  );
  const { rows: checks } = await sql<{ name: string; table: string; holds: string }>`
    select k.conname::text as name, c.relname::text as table, pg_get_expr(k.conbin, k.conrelid) as holds
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'c' and k.convalidated and c.relnamespace = current_schema()::regnamespace order by 1`.execute(
    tx,
  );
  const { rows: sizes } = await sql<{ table: string; pages: number; key: string[] }>`
    select c.relname::text as table, (pg_relation_size(c.oid) / current_setting('block_size')::int)::int as pages,
      array(select a.attname::text from pg_index i cross join unnest(i.indkey) with ordinality x (n, place) join pg_attribute a on a.attrelid = c.oid and a.attnum = x.n
        where i.indrelid = c.oid and i.indisprimary order by x.place) as key
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`.execute(tx);
  const keys = [
    ...enforced,
    ...more.map(([table, column, target]) => ({
      name: column,
      table,
      columns: [column],
      target,
      targets: ['id'],
    })),
  ];
  const isThing = thingColumnsOf(keys);
  return tables.map(({ name, columns }) => {
    const { pages, key } = sizes.find((one) => one.table === name)!;
    const thing = [...key, ...thingColumns, ...columns].find(
      (column) => columns.includes(column) && isThing(name, column),
    );
    return {
      name,
      columns,
      pages,
      thing: thing === undefined ? null : `t.${escapeIdentifier(thing)}`,
      key: key[0] === undefined ? null : `t.${escapeIdentifier(key[0])}`,
      rules: [
        ...checks.filter(({ table }) => table === name),
        ...keys.filter(({ table }) => table === name).map((one) => ({ name: one.name, holds: existsSql(one) })),
      ],
    };
  });
}

/** SQL that is true if the row to which `t` refers exists, or if `t` refers to none. */
function existsSql({ columns, target, targets }: ForeignKey): string {
  const own = columns.map((column) => `t.${escapeIdentifier(column)}`);
  const other = targets.map((column) => `r.${escapeIdentifier(column)}`);
  return `${own.map((column) => `${column} is null`).join(' or ')} or exists (select from ${escapeIdentifier(target)} r where (${other.join(', ')}) = (${own.join(', ')}))`;
}

/** Finds the columns with the id of an item, by their names and by following foreign keys. */
function thingColumnsOf(keys: readonly ForeignKey[]): (table: string, column: string) => boolean {
  const known = new Set(['thing.id']);
  for (let before = 0; before < known.size;) {
    before = known.size;
    for (const { table, columns, target, targets } of keys)
      for (const [index, column] of columns.entries())
        if (known.has(`${target}.${targets[index]}`)) known.add(`${table}.${column}`);
  }
  return (table, column) => known.has(`${table}.${column}`) || thingColumns.includes(column);
}

/** The valid indexes of these tables (`indisvalid`), without those that PostgreSQL is still building. */
export async function readIndexes(tx: Tx, tables: readonly string[]): Promise<CheckedIndex[]> {
  const { rows } = await sql<CheckedIndex>`
    select i.indexrelid::regclass::text as name, c.relname::text as table, m.amname::text as method,
      pg_get_expr(i.indpred, i.indrelid) as where,
      (select json_agg(json_build_object(
          'value', pg_get_indexdef(i.indexrelid, k, true),
          'words', o.opcintype = 'tsvector'::regtype,
          'order', concat(case when l.collname <> 'default' then ' collate ' || quote_ident(l.collname) end,
            case when i.indoption[k - 1] & 1 = 1 then ' desc' end,
            case when i.indoption[k - 1] & 2 = 2 then ' nulls first' else ' nulls last' end)) order by k)
        from generate_series(1, i.indnkeyatts) k join pg_opclass o on o.oid = i.indclass[k - 1]
        left join pg_collation l on l.oid = i.indcollation[k - 1]) as keys
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
    where c.relnamespace = current_schema()::regnamespace and c.relname::text = any(${[...tables]}::text[]) and i.indisvalid
    order by 2, 1`.execute(tx);
  return rows;
}
