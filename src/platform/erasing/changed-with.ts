import { sql } from 'kysely';
import type { Tx } from '../database/tx.ts';

/** The tables, and those in which PostgreSQL deletes or changes rows along with theirs, at any distance. */
export async function changedWith(tx: Tx, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with recursive changed as (
      select oid from pg_class where relnamespace = current_schema()::regnamespace and relname = any(${[...tables]}::text[])
      union
      select k.conrelid from pg_constraint k join changed on k.confrelid = changed.oid
      where k.contype = 'f' and k.confdeltype in ('c', 'n', 'd')
    )
    select relname::text as name from pg_class join changed using (oid) order by 1`.execute(tx);
  return rows.map(({ name }) => name);
}
