import { escapeIdentifier } from 'pg';
import { sql, type RawBuilder } from 'kysely';
import { connectionOf } from '../connected.ts';
import type { Database } from '../database.ts';
import { limitedRole } from '../viewer.ts';
import type { Tx } from '../tx.ts';
import { checker } from './findings.ts';

/** The maximum number of attempts, if other transactions cause conflicts. */
const maxTries = 10;

/** Carries the result out of a transaction that is always rolled back. */
class Done<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('done');
    this.result = result;
  }
}

/**
 * Runs `work` in a transaction in which some tables are hidden by empty temporary tables of the same names. So the code
 * that normally fills these tables can run, and its result can be compared with the real tables. The transaction uses
 * one snapshot and is always rolled back.
 * @param work `real` returns SQL for the real table of a name
 */
export async function withHiddenTables<T>(
  db: Database,
  tables: readonly string[],
  work: (tx: Tx, real: (table: string) => RawBuilder<unknown>) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++)
    try {
      await db.transaction(async (tx) => {
        await connectionOf(tx).script('set transaction isolation level repeatable read');
        const { rows } = await sql<{ schema: string; limits: boolean }>`
          select current_schema()::text as schema, exists (select from pg_roles where rolname = ${limitedRole}) as limits`.execute(
          tx,
        );
        const { schema, limits } = rows[0]!;
        const names = tables.map((table) => escapeIdentifier(table)).join(', ');
        // The changed search path also makes PostgreSQL plan prepared statements again, now for the temporary tables.
        await connectionOf(tx).script(
          [
            ...tables.map((table) => {
              const name = escapeIdentifier(table);
              return `create temp table ${name} (like ${escapeIdentifier(schema)}.${name} including defaults including generated including identity) on commit drop`;
            }),
            // The code that calculates items limited to teams runs in this role.
            ...(limits ? [`grant select, insert, update, delete on ${names} to ${limitedRole}`] : []),
            `set local search_path = pg_temp, ${escapeIdentifier(schema)}`,
          ].join('; '),
        );
        throw new Done(await work(tx, (table) => sql.table(`${schema}.${table}`)));
      }, checker);
    } catch (error) {
      if (error instanceof Done) return (error as Done<T>).result;
      if (tried >= maxTries || !isDisturbed(error)) throw error;
    }
}

/** Whether the error comes from a conflict with another transaction (serialization failure, deadlock). */
const isDisturbed = (error: unknown): boolean =>
  ['40001', '40P01'].includes(String((error as { code?: unknown }).code));

/**
 * Compares the rows of a real table and of its temporary table for these ids. Returns the id and the value of `name` of
 * each row that differs. The order of lists within a row is ignored, because many of them have no defined order.
 * @param row SQL for the compared part of a row `r`, as jsonb
 */
export async function differing(
  tx: Tx,
  real: RawBuilder<unknown>,
  {
    table,
    key,
    ids,
    row = sql`to_jsonb(r)`,
    name = sql`null`,
  }: { table: string; key: string; ids: readonly number[]; row?: RawBuilder<unknown>; name?: RawBuilder<unknown> },
): Promise<{ id: number; name: string | null }[]> {
  const rowsOf = (from: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`select r.${sql.ref(key)}::int8 as id, ${name}::text as name, ${sorted(row)} as row from ${from} r where r.${sql.ref(key)} = any(${[...ids]}::bigint[])`;
  const [stored, made] = [rowsOf(real), rowsOf(sql.table(`pg_temp.${table}`))];
  const { rows } = await sql<{ id: number; name: string | null }>`
    select distinct id, name from ((${stored} except all ${made}) union all (${made} except all ${stored})) d order by 1, 2`.execute(
    tx,
  );
  return rows.map((one) => ({ id: Number(one.id), name: one.name }));
}

const sorted = (row: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select jsonb_object_agg(x.key, case jsonb_typeof(x.value) when 'array' then (select jsonb_agg(v order by v) from jsonb_array_elements(x.value) v) else x.value end)
  from jsonb_each(${row}) x)`;
