import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Runs `analyze` on each table that has changed much since its last `analyze` (by autovacuum's default rule). Without
 * this, PostgreSQL would plan queries as if the tables were still small, until its own maintenance comes to them.
 */
export async function updateStatistics(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', s.schemaname, s.relname) as name
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)
      or (c.reltuples < 0 and pg_relation_size(c.oid) > 0)`.execute(db.read);
  if (rows.length) await db.executeSql(`analyze ${rows.map(({ name }) => name).join(', ')}`);
}
