import { sql } from 'kysely';
import type { Tx } from '../../platform/database/tx.ts';
import { rootsOf } from '../../record/projection/origins.ts';

/**
 * Updates the suggestions about sources and their copies. If a pair already counts as one independent source, it
 * becomes `settled`, because it needs no decision. If a settled pair no longer counts as one, it is open again.
 */
export async function settle(tx: Tx, sourceIds: readonly number[]): Promise<void> {
  if (sourceIds.length === 0) return;
  const { rows } = await sql<{ id: number; a_id: number; b_id: number; state: 'open' | 'settled' }>`
    with recursive downstream(id) as (
      select unnest(${[...sourceIds]}::bigint[])
      union select d.source_id from derivation d join downstream x on d.origin_id = x.id
    )
    select distinct p.id, p.a_id, p.b_id, p.state from downstream x join copy_pair p on x.id in (p.a_id, p.b_id) where p.state in ('open', 'settled')`.execute(
    tx,
  );
  const roots = await rootsOf(
    tx,
    rows.flatMap((row) => [Number(row.a_id), Number(row.b_id)]),
  );
  const wrong = rows.filter(
    (row) => (roots.get(Number(row.a_id)) === roots.get(Number(row.b_id))) !== (row.state === 'settled'),
  );
  if (wrong.length === 0) return;
  await sql`update copy_pair set state = case state when 'open' then 'settled' else 'open' end where id = any(${wrong.map((row) => row.id)}::bigint[])`.execute(
    tx,
  );
}
